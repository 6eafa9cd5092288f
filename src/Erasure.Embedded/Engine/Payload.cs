using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Core.Durable;

namespace Erasure.Embedded.Engine;

/// <summary>Values as durable JSON.</summary>
internal static class Payload
{
    private static readonly ConcurrentDictionary<Type, Type> Declared = new();

    /// <summary>The value as JSON; a case of a union with the discriminator that its base declares.</summary>
    public static string? Write(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, Declared.GetOrAdd(value.GetType(), DeclaredType), DurableJson.Options);

    private static Type DeclaredType(Type type)
    {
        for (Type? candidate = type.BaseType; candidate is not null; candidate = candidate.BaseType)
        {
            if (Attribute.IsDefined(candidate, typeof(JsonDerivedTypeAttribute), inherit: false))
            {
                return candidate;
            }
        }

        return type;
    }
}

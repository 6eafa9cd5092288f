using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Core.Durable;

/// <summary>Values as durable JSON.</summary>
public static class Payload
{
    // Durable Functions' limit: 16 KB of UTF-16.
    private const int MaxCustomStatusLength = 8 * 1024;

    private static readonly ConcurrentDictionary<Type, Type> Declared = new();

    /// <summary>The value as JSON; a case of a union with the discriminator that its base declares.</summary>
    public static string? Write(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, Declared.GetOrAdd(value.GetType(), DeclaredType), DurableJson.Options);

    /// <summary>A custom status as JSON.</summary>
    /// <exception cref="ArgumentException">It is longer than Durable Functions takes.</exception>
    public static string? WriteCustomStatus(object? status)
    {
        string? text = Write(status);
        return text is not { Length: > MaxCustomStatusLength }
            ? text
            : throw new ArgumentException($"A custom status has at most {MaxCustomStatusLength} characters of JSON, this one has {text.Length}.", nameof(status));
    }

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

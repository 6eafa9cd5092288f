using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>Values as durable JSON, on every host: <see cref="DurableJson.Options"/>, and a case of a union with the discriminator that its base declares.</summary>
public sealed class DurableDataConverter : DataConverter
{
    private static readonly ConcurrentDictionary<Type, Type> Declared = new();

    private DurableDataConverter()
    {
    }

    /// <summary>The only one.</summary>
    public static DurableDataConverter Instance { get; } = new();

    /// <inheritdoc/>
    public override string? Serialize(object? value) =>
        value is null ? null : JsonSerializer.Serialize(value, Declared.GetOrAdd(value.GetType(), DeclaredType), DurableJson.Options);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It isn't one; the parser's own message may quote the value.</exception>
    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null
        : TryRead(data, targetType, out object? value) ? value
        : throw new InvalidOperationException($"A value in the history isn't a {targetType.Name}.");

    private static bool TryRead(string data, Type type, out object? value)
    {
        try
        {
            value = JsonSerializer.Deserialize(data, type, DurableJson.Options);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
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

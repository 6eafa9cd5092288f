using System.Text.Json;

namespace Erasure.Core.Durable;

/// <summary>The JSON of everything durable: inputs, outputs, events, statuses and records. Attributes say the rest, so that both engines write the same.</summary>
public static class DurableJson
{
    /// <summary>Camel case, enums as declared by their attributes, nulls left out.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };
}

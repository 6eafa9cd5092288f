using System.Text.Json;

namespace Erasure.Core.Durable;

/// <summary>Payloads of external events.</summary>
internal static class EventPayload
{
    /// <summary>The payload as <typeparamref name="T"/>; null where it isn't one.</summary>
    public static T? Read<T>(JsonElement payload)
        where T : class
    {
        if (payload.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        try
        {
            return payload.Deserialize<T>(DurableJson.Options);
        }
        catch (Exception malformed) when (malformed is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

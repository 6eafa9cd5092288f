using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Embedded.Engine.History;

/// <summary>History as bytes: compact JSON that the sqlite3 shell can print.</summary>
internal static class HistoryJson
{
    private static readonly HistoryJsonContext Context = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter<HistoryEventType>() },
        // Only ever read back as JSON, so that nothing but quotes needs an escape.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static byte[] Write(HistoryEvent message) => JsonSerializer.SerializeToUtf8Bytes(message, Context.HistoryEvent);

    public static byte[] Write(IReadOnlyList<HistoryEvent> step) => JsonSerializer.SerializeToUtf8Bytes(step, Context.IReadOnlyListHistoryEvent);

    /// <returns>Null where it is none that this program knows.</returns>
    public static HistoryEvent? TryReadMessage(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Context.HistoryEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IReadOnlyList<HistoryEvent> ReadStep(byte[] bytes) => JsonSerializer.Deserialize(bytes, Context.IReadOnlyListHistoryEvent)!;
}

/// <summary>Serializers made at compile time.</summary>
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEvent>))]
internal sealed partial class HistoryJsonContext : JsonSerializerContext;

using System.Text.Json;
using Erasure.Core.Durable;

namespace ErasureFunctions.Durable;

/// <summary>Values as JSON elements, which every converter leaves as they are.</summary>
internal static class DurableValues
{
    public static JsonElement? Write(object? value) => Parse(Payload.Write(value));

    public static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);

    public static T Read<T>(JsonElement? value) => value is { } json ? json.Deserialize<T>(DurableJson.Options)! : default!;
}

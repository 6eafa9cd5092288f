using System.Text.Json;

namespace Erasure.Core.Durable;

/// <summary>The custom status of an orchestration that has failed, on hosts that let one with open children run on, taking no events, until they end: by this mark it is known as failed at once.</summary>
public static class FailedStatus
{
    private const string Text = """{"failed":true}""";

    /// <summary>The mark.</summary>
    public static JsonElement Value { get; } = JsonElement.Parse(Text);

    /// <summary>It is set.</summary>
    public static bool IsIn(string? customStatus) => customStatus == Text;
}

using System.Text.Json;

namespace ErasureFunctions.Durable;

/// <summary>The custom status of a workflow that has failed. Durable Task lets one with open children run on, deaf, until they end; by this mark it is known as failed at once.</summary>
internal static class FailedStatus
{
    private const string Text = """{"failed":true}""";

    public static JsonElement Value { get; } = JsonElement.Parse(Text);

    public static bool IsIn(string? customStatus) => customStatus == Text;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Core.Alerts;

namespace Erasure.Embedded.Alerts;

/// <summary>Alerts as webhooks take them.</summary>
internal static class AlertBody
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Type, timestamp and data, as Standard Webhooks recommends.</summary>
    public static byte[] Signed(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Type = alert.IsOver ? "alert.over" : "alert.raised",
            Timestamp = alert.At.UtcDateTime,
            Data = new
            {
                alert.Rule,
                alert.Title,
                alert.Severity,
                Advice = alert.Advice.Length == 0 ? null : alert.Advice,
                Key = Fields(alert.Key),
                Facts = Fields(alert.Facts),
                alert.Link,
                alert.Runbook,
            },
        },
        Json);

    /// <summary>A message of Slack's: text for notifications, blocks for the channel.</summary>
    public static byte[] Slack(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Text = Escaped($"Erasure: {alert.Subject}"),
            Blocks = new object[]
            {
                new { Type = "section", Text = new { Type = "mrkdwn", Text = $"*{Escaped(alert.Subject)}*\n{(alert.Advice.Length == 0 ? "" : $"{Escaped(alert.Advice)}\n")}<{Escaped(alert.Link)}|Open the page>, what to do: {Escaped(alert.Runbook)}" } },
                new { Type = "context", Elements = new[] { new { Type = "mrkdwn", Text = Escaped(string.Join(" · ", [$"{alert.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC", $"severity {alert.Severity}", .. alert.Key.Concat(alert.Facts).Select(fact => $"{fact.Name} {fact.Value}")])) } } },
            },
        },
        Json);

    private static Dictionary<string, string> Fields(IReadOnlyList<AlertFact> facts) => facts.ToDictionary(fact => fact.Name, fact => fact.Value);

    // The three characters that Slack takes for markup.
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}

using Erasure.Core.Clocks;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Alerts that were given up, for those who read another channel.</summary>
internal sealed class GivenUpAlertAlerts(AlertOutbox outbox, TimeProvider time) : IAlertSource
{
    private static readonly TimeSpan News = TimeSpan.FromDays(3);

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.AlertUndelivered];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) =>
    [
        .. (await outbox.GivenUpAsync(time.GetUtcNow() - News, cancellationToken)).GroupBy(given => given.Channel, StringComparer.Ordinal)
            .Select(channel => Of(channel.Key, [.. channel.Select(given => given.Alert)])),
    ];

    private AlertFinding Of(string channel, List<AlertRecord> alerts)
    {
        AlertDelivery last = alerts.Select(alert => alert.Deliveries[channel]).MaxBy(delivery => time.OrderOf(delivery.NextAttemptAt))!;
        return new AlertFinding(AlertRule.AlertUndelivered, AlertPages.Ready, new AlertFact("channel", channel))
        {
            At = last.NextAttemptAt,
            Facts = [AlertFact.Of("alerts", alerts.Count), new("error", last.Code ?? ""), new("rules", string.Join(", ", alerts.Select(alert => alert.Alert.Rule).Distinct(StringComparer.Ordinal)))],
        };
    }
}

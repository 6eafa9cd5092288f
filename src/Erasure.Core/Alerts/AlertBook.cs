using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Records;
using Erasure.Core.Server;

namespace Erasure.Core.Alerts;

/// <summary>Keeps what has been told, and writes alerts down before they are sent.</summary>
/// <remarks>
/// An alert's id comes from its rule, its key and its number. It is written first, and the key's record then says so: a crash in between has it
/// written again under the same id, which changes nothing. So a restart neither tells twice nor forgets.
/// What has been told of a key is kept for good, since its numbers must not begin again: who receives alerts drops one whose id it has. Keys are as
/// few as domains, mappers and codes.
/// </remarks>
/// <param name="records">Where it is kept.</param>
/// <param name="channels">By which it is told.</param>
/// <param name="alerts">When an alert is given up.</param>
/// <param name="server">Where links lead.</param>
/// <param name="time">The clock.</param>
/// <param name="series">Goes into ids: of its own for records that are lost with the process, whose numbers begin again.</param>
internal sealed class AlertBook(IRecordStore records, IEnumerable<IAlertChannel> channels, AlertConfiguration alerts, ServerConfiguration server, TimeProvider time, string series = "")
{
    /// <summary>Partition of the alerts themselves.</summary>
    public const string Told = "alerts-told";

    private const string Statuses = "alerts";

    /// <summary>Longer than any crash keeps a key's record from saying that an alert was told.</summary>
    private static readonly TimeSpan KeepTold = TimeSpan.FromDays(3);

    /// <summary>Tells what is news of what a source has found, and which states of its rules are over.</summary>
    public async Task TakeAsync(IReadOnlyList<AlertRule> rules, IReadOnlyList<AlertFinding> findings, CancellationToken cancellationToken)
    {
        HashSet<string> found = [];
        foreach (AlertFinding finding in findings)
        {
            string sort = SortOf(finding.Rule.Name, finding.Key);
            if (found.Add(sort))
            {
                await TakeAsync(finding, new RecordKey(Statuses, sort), cancellationToken);
            }
        }

        foreach (AlertRule rule in rules.Where(rule => rule.IsState))
        {
            await foreach (StoredRecord stored in records.QueryAsync(Statuses, $"{rule.Name}/", cancellationToken: cancellationToken))
            {
                if (!found.Contains(stored.Key.Sort) && stored.Read<AlertStatus>() is { IsOpen: true } open)
                {
                    await TellAsync(rule, open with { IsOpen = false, Members = [] }, stored, stored.Key, isOver: true, [], upTo: null, cancellationToken);
                }
            }
        }
    }

    private async Task TakeAsync(AlertFinding finding, RecordKey key, CancellationToken cancellationToken)
    {
        StoredRecord? stored = await records.GetAsync(key, cancellationToken);
        AlertStatus status = stored?.Read<AlertStatus>() ?? new AlertStatus(finding.Rule.Name, finding.Key, finding.Page);
        DateTimeOffset now = time.GetUtcNow();
        if (status.IsNews(finding, now))
        {
            await TellAsync(
                finding.Rule,
                status with { Page = finding.Page, ToldAt = now, IsOpen = finding.Rule.IsState, Members = finding.Members },
                stored,
                key,
                isOver: false,
                finding.Facts,
                finding.At,
                cancellationToken);
        }
        else if (status.Members.Except(finding.Members, StringComparer.Ordinal).Any())
        {
            // Who has left and comes back is news.
            await PutAsync(key, stored, status with { Members = [.. status.Members.Intersect(finding.Members, StringComparer.Ordinal)] }, cancellationToken);
        }
    }

    private async Task TellAsync(
        AlertRule rule,
        AlertStatus status,
        StoredRecord? stored,
        RecordKey key,
        bool isOver,
        IReadOnlyList<AlertFact> facts,
        DateTimeOffset? upTo,
        CancellationToken cancellationToken)
    {
        int number = status.Number + 1;
        Alert alert = new()
        {
            Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{series}{key.Sort}/{number}")))[..32],
            Rule = rule.Name,
            Title = rule.Title,
            Severity = rule.Severity,
            Advice = isOver ? "" : rule.Advice,
            Number = number,
            IsOver = isOver,
            At = time.GetUtcNow(),
            Key = status.Key,
            Facts = facts,
            Link = (server.PublicUrl ?? server.Url).TrimEnd('/') + status.Page,
        };
        RecordKey told = new(Told, alert.Id);
        Dictionary<string, AlertDelivery> deliveries = channels.ToDictionary(channel => channel.Name, _ => new AlertDelivery(AlertDeliveryState.Pending, 0, alert.At, null));
        if (!await records.TryAddAsync(told, new AlertRecord(alert, upTo, deliveries), cancellationToken, alert.At + KeepTold + GiveUpAfter))
        {
            // Written before a crash: what happened since isn't in it, and is still to be told.
            upTo = (await records.GetAsync(told, cancellationToken))?.Read<AlertRecord>().UpTo;
        }

        await PutAsync(key, stored, status with { Number = number, UpTo = upTo ?? status.UpTo }, cancellationToken);
    }

    private Task<long?> PutAsync(RecordKey key, StoredRecord? before, AlertStatus after, CancellationToken cancellationToken) =>
        records.TryPutAsync(key, JsonRecords.ToBytes(after), before?.Version ?? 0, expiresAt: null, cancellationToken);

    private TimeSpan GiveUpAfter => alerts.GiveUpAfter;

    private static string SortOf(string rule, IReadOnlyList<AlertFact> key) => $"{rule}/{string.Join('/', key.Select(fact => fact.Value))}";
}

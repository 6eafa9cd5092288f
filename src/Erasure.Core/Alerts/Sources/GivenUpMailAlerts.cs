using Erasure.Core.Clocks;
using Erasure.Core.Mail;
using Erasure.Core.Records;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Mails that were given up, as the outbox wrote it down.</summary>
internal sealed class GivenUpMailAlerts(IRecordStore records, TimeProvider time) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.DeadOutbox];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        List<GivenUpMail> mails = [];
        await foreach (StoredRecord stored in records.QueryAsync(GivenUpMail.Partition, "", cancellationToken: cancellationToken))
        {
            mails.Add(stored.Read<GivenUpMail>());
        }

        return [.. mails.GroupBy(mail => mail.Kind).Select(kind => Of(kind.Key, [.. kind]))];
    }

    private AlertFinding Of(MailKind kind, List<GivenUpMail> mails)
    {
        GivenUpMail last = mails.MaxBy(mail => time.OrderOf(mail.At))!;
        return new AlertFinding(AlertRule.DeadOutbox, $"/erasures/{last.ErasureId}", new AlertFact("mail", MailOrder.NameOf(kind)))
        {
            At = last.At,
            Facts = [AlertFact.Of("mails", mails.Count), new("erasure", last.ErasureId)],
        };
    }
}

using Erasure.Core.Deletion.Failures;
using Erasure.Core.Mail;

namespace Erasure.Core.Erasures;

/// <summary>Writes an erasure's mails. What only says that objects failed which a human has been told of is left out: one bad object is one mail to each reader, not one for each person who may be in it.</summary>
internal sealed class FailureMails(FailureStore failures, Outbox outbox)
{
    /// <summary>Writes the mail, unless other mails have told its reader of each failure that it is about.</summary>
    public async Task WriteAsync(string erasureId, MailOrder order, CancellationToken cancellationToken)
    {
        if (await IsDueAsync(erasureId, order, cancellationToken))
        {
            await outbox.WriteAsync(erasureId, order, cancellationToken);
        }
    }

    /// <summary>A human has decided on a domain that failed because of it: whoever meets it next tells of it again.</summary>
    public async Task BeginAgainAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (string id in ids)
        {
            await failures.BeginAgainAsync(id, cancellationToken);
        }
    }

    private async Task<bool> IsDueAsync(string erasureId, MailOrder order, CancellationToken cancellationToken)
    {
        if (order.Kind is not (MailKind.AdminActionNeeded or MailKind.OfficerStuck) || !order.Facts.TryGetValue(MailFacts.Failures, out string? ids))
        {
            return true;
        }

        // There is one privacy officer, and an admin for each domain.
        string reader = order.Kind == MailKind.OfficerStuck ? "officer" : $"admin/{order.Domain}";
        bool isDue = false;
        foreach (string id in ids.Split('\n'))
        {
            isDue |= await failures.TryTellAsync(id, reader, $"{erasureId}/{order.Key}", cancellationToken);
        }

        return isDue;
    }
}

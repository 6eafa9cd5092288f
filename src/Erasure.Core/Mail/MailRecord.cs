using Erasure.Core.Ledger;

namespace Erasure.Core.Mail;

/// <summary>A mail in the outbox.</summary>
/// <param name="Order">What it says.</param>
/// <param name="WrittenAt">When it was written, which is its date.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">Deliveries tried so far.</param>
/// <param name="NextAttemptAt">When it may be tried again.</param>
internal sealed record MailRecord(MailOrder Order, DateTimeOffset WrittenAt, MailState State, int Attempts, DateTimeOffset NextAttemptAt)
{
    /// <summary>Why the last attempt failed, without an address; null where none has.</summary>
    public string? Reason { get; init; }

    /// <summary>What the ledger is told where it is given up.</summary>
    public IReadOnlyDictionary<string, string> GivenUpDetails()
    {
        Dictionary<string, string> details = new() { [LedgerEvents.MailDetail] = MailOrder.NameOf(Order.Kind) };
        if (Reason is not null)
        {
            details[LedgerEvents.MailReason] = Reason;
        }

        return details;
    }

    /// <summary>As just written.</summary>
    public static MailRecord Of(MailOrder order, DateTimeOffset at) => new(order, at, MailState.Pending, 0, at);
}

/// <summary>How far a mail is.</summary>
internal enum MailState
{
    /// <summary>To be delivered.</summary>
    Pending,

    /// <summary>Delivered.</summary>
    Sent,

    /// <summary>It could not be delivered in the time that it had.</summary>
    GivenUp,
}

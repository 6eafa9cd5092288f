namespace Erasure.Core.Mail;

/// <summary>A mail in the outbox.</summary>
/// <param name="Order">What it says.</param>
/// <param name="WrittenAt">When it was written, which is its date.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">Deliveries tried so far.</param>
/// <param name="NextAttemptAt">When it may be tried again.</param>
internal sealed record MailRecord(MailOrder Order, DateTimeOffset WrittenAt, MailState State, int Attempts, DateTimeOffset NextAttemptAt)
{
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

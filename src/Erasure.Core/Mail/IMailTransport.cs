namespace Erasure.Core.Mail;

/// <summary>Carries one mail out of the house: into a folder, or over SMTP.</summary>
public interface IMailTransport
{
    /// <summary>Delivers the mail. A mail of a <see cref="MailMessage.MessageId"/> that was delivered before is not delivered again where the transport can know.</summary>
    /// <exception cref="MailDeliveryException">It wasn't delivered.</exception>
    Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken);

    /// <summary>Whether a mail to this address could be sent at all. One that can't is refused before anything is promised.</summary>
    bool CanReach(string address) => true;

    /// <summary>Takes the recipient's address out of a delivered mail, where the transport has kept it.</summary>
    /// <param name="messageId">The mail's; nothing happens where none of it was kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ForgetRecipientAsync(string messageId, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A mail, ready to go. Only <see cref="To"/> may name a person.</summary>
/// <param name="MessageId">Stable: the same mail has the same one at each attempt; without angle brackets.</param>
/// <param name="Date">When it was written.</param>
/// <param name="To">The one recipient's address.</param>
/// <param name="Subject">Subject line.</param>
/// <param name="Text">Plain text body.</param>
/// <param name="Html">HTML body.</param>
public sealed record MailMessage(string MessageId, DateTimeOffset Date, string To, string Subject, string Text, string Html)
{
    /// <summary>Where answers go; to the sender where it isn't given.</summary>
    public string? ReplyTo { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"mail {MessageId}";
}

/// <summary>A mail could not be delivered. The message goes to the log and, where the mail is given up, to the ledger: it names no address.</summary>
/// <param name="message">What went wrong, and what to do.</param>
/// <param name="isPermanent">Trying again won't help.</param>
/// <param name="inner">The cause.</param>
public sealed class MailDeliveryException(string message, bool isPermanent, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Trying again won't help.</summary>
    public bool IsPermanent { get; } = isPermanent;

    /// <summary>How long not to try again, where the other side said so.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

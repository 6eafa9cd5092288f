using System.Collections.Concurrent;
using Erasure.Core.Mail;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>A transport that refuses mails to some, and remembers each that went through.</summary>
internal sealed class RefusingMail(IMailTransport inner, Predicate<string> refuses, ConcurrentQueue<string> delivered) : IMailTransport
{
    public async Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken)
    {
        if (refuses(mail.To))
        {
            throw new MailDeliveryException("Not now.", isPermanent: false);
        }

        await inner.DeliverAsync(mail, cancellationToken);
        delivered.Enqueue(mail.MessageId);
    }

    public bool CanReach(string address) => inner.CanReach(address);

    public Task ForgetRecipientAsync(string messageId, CancellationToken cancellationToken) => inner.ForgetRecipientAsync(messageId, cancellationToken);
}

using Erasure.Core.Mail;

namespace ErasureFunctions.Hosting;

/// <summary>Refuses every mail, for a developer's machine without a mail service: the ledger says that each was given up, and erasures end all the same.</summary>
internal sealed class NoMailService : IMailTransport
{
    public Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken) =>
        Task.FromException(new MailDeliveryException("There is no mail service here.", isPermanent: true));
}

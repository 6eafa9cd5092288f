using System.Security.Cryptography;
using System.Text;
using Erasure.Core.Mail;

namespace Erasure.Core.Alerts;

/// <summary>Tells alerts by mail, past the outbox of erasures: it is their mails that may be stuck.</summary>
internal sealed class MailAlertChannel(string address, IMailTransport transport, MailConfiguration settings) : IAlertChannel
{
    /// <summary>The same wherever the address stands in the list, and not the address, since names are logged.</summary>
    public string Name { get; } = $"mail/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToLowerInvariant())))[..8]}";

    public async Task DeliverAsync(Alert alert, CancellationToken cancellationToken)
    {
        MailText text = TextOf(alert);
        string from = settings.From;
        MailMessage mail = new($"alert-{alert.Id}-{Name.Replace('/', '-')}@{from[(from.LastIndexOf('@') + 1)..]}", alert.At, address, text.Title, MailLayout.Text(text), MailLayout.Html(text));
        try
        {
            await transport.DeliverAsync(mail, cancellationToken);
        }
        catch (MailDeliveryException refused)
        {
            throw new AlertDeliveryException("mail", refused, refused.Message) { RetryAfter = refused.RetryAfter };
        }
    }

    private static MailText TextOf(Alert alert) => new()
    {
        Title = $"Erasure: {alert.Subject}",
        Paragraphs = [alert.IsOver ? $"The alert {alert.Rule} is over." : $"The alert {alert.Rule} was raised{(alert.Number > 1 ? $" again: this is number {alert.Number} of it" : "")}. {alert.Advice}".TrimEnd(), $"What it means, and all that can be done, is in {alert.Runbook}."],
        Facts = [.. alert.Key.Concat(alert.Facts).Select(fact => (fact.Name, fact.Value))],
        Link = alert.Link,
    };
}

using System.Text;
using Erasure.Core.Mail;
using MimeKit;

namespace Erasure.Embedded.Mail;

/// <summary>Addresses, made fit for headers and SMTP commands.</summary>
internal static class MailAddresses
{
    private static readonly ParserOptions Strict = new()
    {
        AddressParserComplianceMode = RfcComplianceMode.Strict,
        AllowAddressesWithoutDomain = false,
        AllowUnquotedCommasInAddresses = false,
    };

    /// <summary>The bare address. A domain beyond ASCII goes in its ASCII form wherever it has to.</summary>
    /// <exception cref="MailDeliveryException">It is no address.</exception>
    public static MailboxAddress Parse(string address)
    {
        if (address.Any(char.IsControl) || !MailboxAddress.TryParse(Strict, address, out MailboxAddress? parsed) || parsed.Address != address)
        {
            throw new MailDeliveryException("The recipient or sender is no mail address.", isPermanent: true);
        }

        return Ascii.IsValid(DomainOf(parsed.GetAddress(idnEncode: true)))
            ? parsed
            : throw new MailDeliveryException("The address has a domain that is no international domain name.", isPermanent: true);
    }

    /// <summary>Whether a mail to it can be written.</summary>
    public static bool IsAddress(string address, bool onlyAscii)
    {
        try
        {
            return Parse(address) is var parsed && (!onlyAscii || Ascii.IsValid(parsed.LocalPart));
        }
        catch (MailDeliveryException)
        {
            return false;
        }
    }

    /// <summary>An address of the mail has a local part beyond ASCII, which only headers in UTF-8 can hold (RFC 6532).</summary>
    public static bool AreBeyondAscii(MimeMessage mail) => mail.From.Mailboxes.Concat(mail.ReplyTo.Mailboxes).Concat(mail.To.Mailboxes).Any(mailbox => !Ascii.IsValid(mailbox.LocalPart));

    /// <summary>Refuses what <see cref="AreBeyondAscii"/>.</summary>
    /// <exception cref="MailDeliveryException">There is one.</exception>
    public static void ExpectAscii(MimeMessage mail)
    {
        if (AreBeyondAscii(mail))
        {
            throw new MailDeliveryException("The address has a local part beyond ASCII, which neither a mail file nor this server takes (RFC 6531): use another address.", isPermanent: true);
        }
    }

    private static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}

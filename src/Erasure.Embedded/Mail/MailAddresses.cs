using System.Globalization;
using System.Net.Mail;
using Erasure.Core.Mail;

namespace Erasure.Embedded.Mail;

/// <summary>Addresses, made fit for headers and SMTP commands.</summary>
internal static class MailAddresses
{
    /// <summary>The bare address, with an international domain in its ASCII form.</summary>
    /// <exception cref="MailDeliveryException">It isn't one, or its local part isn't ASCII.</exception>
    public static string Parse(string address)
    {
        if (address.Any(char.IsControl) || !MailAddress.TryCreate(address, out MailAddress? parsed) || parsed.Address != address)
        {
            throw new MailDeliveryException("The recipient or sender is no mail address.", isPermanent: true);
        }

        if (parsed.User.Any(c => c is <= ' ' or > '~'))
        {
            throw new MailDeliveryException("The address has a local part beyond ASCII, which few servers take (RFC 6531): use another address.", isPermanent: true);
        }

        try
        {
            return $"{parsed.User}@{(parsed.Host.All(char.IsAscii) ? parsed.Host : new IdnMapping().GetAscii(parsed.Host))}";
        }
        catch (ArgumentException)
        {
            throw new MailDeliveryException("The address has a domain that is no international domain name.", isPermanent: true);
        }
    }
}

using System.Globalization;
using Erasure.Core.Settings;

namespace Erasure.Core.Mail;

/// <summary>Tells addresses of the right form to which no mail can come all the same: no host has such a name, or no server takes such a mailbox.</summary>
internal static class ReachableAddress
{
    /// <summary>Top-level names that lead nowhere (RFC 6761; RFC 7686). <c>.example</c> doesn't either, but stands in what people try out.</summary>
    private static readonly HashSet<string> Nowhere = new(StringComparer.OrdinalIgnoreCase) { "invalid", "localhost", "onion", "test" };

    /// <summary>Mail may come there.</summary>
    /// <param name="address">An address of the <see cref="MailAddressForm"/>.</param>
    public static bool IsOne(string address)
    {
        int at = address.LastIndexOf('@');
        string local = address[..at];

        // Routes (RFC 5321, appendix C and F.2) and words encoded for headers (RFC 2047) are no mailboxes.
        return !local.Contains('%', StringComparison.Ordinal) && !local.Contains('!', StringComparison.Ordinal) && !local.Contains("=?", StringComparison.Ordinal)
            && AsciiOf(address[(at + 1)..]) is { } domain
            && domain[(domain.LastIndexOf('.') + 1)..] is var top && !Nowhere.Contains(top) && !top.All(char.IsAsciiDigit);
    }

    // Host names: letters, digits and hyphens, or what is written in them (RFC 1123, RFC 5891).
    private static string? AsciiOf(string domain)
    {
        IdnMapping names = new() { UseStd3AsciiRules = true };
        try
        {
            string ascii = names.GetAscii(domain);
            _ = names.GetUnicode(ascii);
            return ascii;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

using System.Collections.Frozen;

namespace Erasure.Parquet.Matching.Forms;

/// <summary>The spellings of an e-mail address as one: its domain in lower case (RFC 5321, 2.4), its local part by its provider's own rules where those are asked for.</summary>
internal static class EmailForm
{
    private const string Gmail = "gmail.com", GoogleMail = "googlemail.com";

    /// <summary>Domains of providers whose published rules say that case and what follows a plus sign don't tell local parts apart.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Providers = FrozenSet.Create(
        StringComparer.Ordinal,
        Gmail, GoogleMail,
        "outlook.com", "hotmail.com", "live.com", "msn.com",
        "icloud.com", "me.com", "mac.com",
        "proton.me", "protonmail.com", "pm.me",
        "fastmail.com").GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The address, in place; text that is no address as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="byProvider">By the provider's own rules, too.</param>
    public static Span<char> Of(Span<char> text, bool byProvider)
    {
        // a quoted local part may hold the sign itself
        int sign = text.LastIndexOf('@');
        if (sign <= 0 || sign == text.Length - 1)
        {
            return text;
        }

        Span<char> domain = text[(sign + 1)..];
        foreach (char part in domain)
        {
            if (char.IsWhiteSpace(part))
            {
                return text;
            }
        }

        CaseFolding.Fold(domain);
        return byProvider && text[0] != '"' && Providers.Contains(domain) ? ByProvider(text, sign) : text;
    }

    private static Span<char> ByProvider(Span<char> text, int sign)
    {
        Span<char> domain = text[(sign + 1)..];
        bool isGoogle = domain is Gmail or GoogleMail;
        int plus = text.IndexOf('+');
        int end = plus >= 0 ? plus : sign;
        int kept = isGoogle ? end - text[..end].Count('.') : end;
        if (kept == 0)
        {
            return text;
        }

        int at = 0;
        for (int i = 0; i < end; i++)
        {
            if (!isGoogle || text[i] != '.')
            {
                text[at++] = text[i];
            }
        }

        CaseFolding.Fold(text[..at]);
        text[at++] = '@';
        if (isGoogle)
        {
            Gmail.CopyTo(text[at..]);
            return text[..(at + Gmail.Length)];
        }

        domain.CopyTo(text[at..]);
        return text[..(at + domain.Length)];
    }
}

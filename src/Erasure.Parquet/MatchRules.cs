namespace Erasure.Parquet;

/// <summary>How a stored text is compared with a value, beyond exactly: both sides are brought into the same form first.</summary>
[Flags]
public enum MatchRules
{
    /// <summary>Exactly, code point by code point.</summary>
    None = 0,

    /// <summary>Upper and lower case are the same, by Unicode's simple case folding.</summary>
    IgnoreCase = 1,

    /// <summary>White space around the text doesn't count.</summary>
    Trim = 2,

    /// <summary>Unicode Normalization Form C (UAX #15).</summary>
    Nfc = 4,

    /// <summary>An e-mail address: the domain's case doesn't count (RFC 5321, 2.4).</summary>
    Email = 8,

    /// <summary>An e-mail address by its provider's own rules, where they are known: dots and a plus suffix in the local part.</summary>
    EmailProvider = 16,

    /// <summary>Only the digits count: phone numbers.</summary>
    DigitsOnly = 32,

    /// <summary>A UUID in any of its spellings: case, hyphens, braces, <c>urn:uuid:</c> (RFC 9562, 4).</summary>
    Uuid = 64,

    /// <summary>A leading <c>0x</c> and the case of hexadecimal digits don't count.</summary>
    Hexadecimal = 128,
}

namespace Erasure.Core.Settings;

/// <summary>What every sender and receiver takes for the value of a header as it is (RFC 9110, section 5.5).</summary>
internal static class HeaderValue
{
    /// <summary>The form in words, to be read after what must have it.</summary>
    public const string Form = "must be ASCII text without control characters and without spaces at its ends";

    /// <summary>Whether it can be sent, and arrives as it is.</summary>
    public static bool IsRight(string value) => value.All(c => c is >= ' ' and <= '~') && value.Trim() == value;
}

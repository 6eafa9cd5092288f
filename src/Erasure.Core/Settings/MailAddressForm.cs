using System.Text.RegularExpressions;

namespace Erasure.Core.Settings;

/// <summary>The form of a bare mail address: dot-atoms before and after the @ (RFC 5322, section 3.4.1; beyond ASCII RFC 6532), no quotes, no comments, no lists.</summary>
internal static partial class MailAddressForm
{
    private const int MaxLength = 254;
    private const int MaxLocal = 64;

    /// <summary>The text is one.</summary>
    public static bool IsMet(string text) =>
        text.Length <= MaxLength && text.IndexOf('@', StringComparison.Ordinal) <= MaxLocal && Address().IsMatch(text);

    [GeneratedRegex(
        @"\A[^\s@<>(),;:""\\\[\]\p{C}.]+(\.[^\s@<>(),;:""\\\[\]\p{C}.]+)*@[^\s@<>(),;:""\\\[\]\p{C}.-][^\s@<>(),;:""\\\[\]\p{C}.]*(\.[^\s@<>(),;:""\\\[\]\p{C}.-][^\s@<>(),;:""\\\[\]\p{C}.]*)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Erasure.Core.Subjects;

/// <summary>What a text holds in encodings that tools make of identifiers: Base64 of either alphabet, and hexadecimal, wherever in it they begin.</summary>
internal static partial class IdentifierEncodings
{
    private const int Base64Group = 4;

    /// <summary>What the text's parts may be decoded to, of UTF-8 or UTF-16; most of it is nonsense, since most texts aren't encoded.</summary>
    public static IEnumerable<string> Decode(string text) =>
        Runs(text, Base64(), Base64Url(), Words()).SelectMany(run => From(run, Base64Group, BytesOfBase64))
            .Concat(Runs(text, Hex()).SelectMany(run => From(run, 2, BytesOfHex)))
            .SelectMany(bytes => new[] { Encoding.UTF8.GetString(bytes), Encoding.Unicode.GetString(bytes), Encoding.Unicode.GetString(bytes.AsSpan(1)) });

    private static IEnumerable<string> Runs(string text, params Regex[] forms) =>
        forms.SelectMany(form => form.Matches(text)).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    // Letters may stand before it: "T1" and then the code.
    private static IEnumerable<byte[]> From(string run, int group, Func<string, byte[]> decode) =>
        Enumerable.Range(0, Math.Min(group, run.Length)).Select(start => decode(run[start..]));

    private static byte[] BytesOfBase64(string run)
    {
        string whole = run.Length % Base64Group == 1 ? run[..^1] : run;
        string padded = whole.Replace('-', '+').Replace('_', '/').PadRight((whole.Length + Base64Group - 1) / Base64Group * Base64Group, '=');
        return Convert.FromBase64String(padded);
    }

    private static byte[] BytesOfHex(string run) => Convert.FromHexString(run.Length % 2 == 1 ? run[..^1] : run);

    [GeneratedRegex("[A-Za-z0-9+/]{6,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Base64();

    [GeneratedRegex("[A-Za-z0-9_-]{6,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Base64Url();

    [GeneratedRegex("[A-Za-z0-9]{6,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex("[0-9A-Fa-f]{8,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hex();
}

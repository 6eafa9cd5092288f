using System.Globalization;
using System.Text.RegularExpressions;

namespace Erasure.Core.Subjects;

/// <summary>
/// Telephone numbers and birthdays in another form than the one that is known: without the country's code, in another order of day, month and year, with the month's name in English or German.
/// </summary>
internal static partial class IdentifierNumbers
{
    /// <summary>Fewer of a number's last digits are in too many texts.</summary>
    private const int ShortestNumber = 7;

    /// <summary>How names of months begin, in upper case.</summary>
    private static readonly Dictionary<string, string> Months = new(StringComparer.Ordinal)
    {
        ["JAN"] = "01", ["J\u00C4N"] = "01", ["FEB"] = "02", ["MAR"] = "03", ["M\u00C4R"] = "03", ["MAE"] = "03", ["MRZ"] = "03", ["APR"] = "04", ["MAY"] = "05", ["MAI"] = "05", ["JUN"] = "06",
        ["JUL"] = "07", ["AUG"] = "08", ["SEP"] = "09", ["OCT"] = "10", ["OKT"] = "10", ["NOV"] = "11", ["DEC"] = "12", ["DEZ"] = "12",
    };

    /// <summary>The text holds the value in another form.</summary>
    /// <param name="text">A normalized text.</param>
    /// <param name="value">A normalized value; false where it is neither a telephone number nor a date.</param>
    public static bool Hold(string text, string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? HoldDate(text, date)
        : Telephone().IsMatch(value) && Digits(value).TrimStart('0') is { Length: > ShortestNumber } number && HoldNumber(text, number);

    private static bool HoldNumber(string text, string number) => DigitsIn(text).Select(digits => digits.TrimStart('0'))
        .Any(digits => digits.Length >= ShortestNumber && (number.EndsWith(digits, StringComparison.Ordinal) || digits.EndsWith(number, StringComparison.Ordinal)));

    private static bool HoldDate(string text, DateOnly date)
    {
        (string year, string month, string day) = ($"{date.Year:0000}", $"{date.Month:00}", $"{date.Day:00}");
        HashSet<string> forms = [year + month + day, day + month + year, month + day + year];
        return DigitsIn(text)
            .Concat(Dates(WithNumbersOfMonths(text)).Select(match => string.Concat(match.Groups.Values.Skip(1).Select(part => part.Value.PadLeft(2, '0')))))
            .Any(forms.Contains);
    }

    // Another number may stand before the day.
    private static IEnumerable<Match> Dates(string text)
    {
        for (Match match = Parts().Match(text); match.Success; match = Parts().Match(text, match.Index + 1))
        {
            yield return match;
        }
    }

    // "7th of March 1980", "7. M\u00E4rz 1980", "Mar 7, 1980": what stands about a number is no part of it.
    private static string WithNumbersOfMonths(string text) => Words().Replace(text, word => word.Value switch
    {
        "ST" or "ND" or "RD" or "TH" or "OF" => " ",
        { Length: >= 3 } name when Months.TryGetValue(name[..3], out string? month) => $" {month} ",
        var other => other,
    });

    private static IEnumerable<string> DigitsIn(string text) => Runs().Matches(text).Select(run => Digits(run.Value));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"\A(\+|0)[0-9 ()./-]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Telephone();

    [GeneratedRegex(@"\+?[(]?[0-9]([ ()./-]{0,3}[0-9])+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Runs();

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<first>[0-9]{1,4})[./, -]+(?<second>[0-9]{1,2})[./, -]+(?<third>[0-9]{1,4})", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}

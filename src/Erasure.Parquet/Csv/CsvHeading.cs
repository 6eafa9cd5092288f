using System.Globalization;
using System.Text.Unicode;

namespace Erasure.Parquet.Csv;

/// <summary>Whether the record that is to be the header may be one. What isn't hides the columns that objects may lack.</summary>
/// <param name="names">The record's fields.</param>
internal sealed class CsvHeading(string[] names)
{
    // They stand in names, too; whatever else isn't a letter or a digit separates.
    private const string InNames = "_ -.()%'?€";

    /// <summary>It holds a number or a date, as records do.</summary>
    public bool LooksLikeRecord => Array.Exists(names, static name => name.Length > 0 && !name.Any(char.IsLetter) && name.Any(char.IsDigit));

    /// <summary>A name as it is compared: without white space and invisible characters around it.</summary>
    public static string Trim(string name)
    {
        int start = 0;
        int end = name.Length;
        while (start < end && IsBlank(name[start]))
        {
            start++;
        }

        while (end > start && IsBlank(name[end - 1]))
        {
            end--;
        }

        return name[start..end];
    }

    /// <summary>What is wrong with it; null for nothing.</summary>
    /// <param name="row">The record.</param>
    /// <param name="missed">Columns that are asked for and that it doesn't have.</param>
    public string? FindMistake(ReadOnlySpan<byte> row, IReadOnlyCollection<string> missed)
    {
        if (missed.Count == 0)
        {
            return null;
        }

        return !Utf8.IsValid(row) ? "isn't text of the character set that is said (charset)"
            : row.TrimStart(" \t"u8) is [(byte)'{' or (byte)'[' or (byte)'<', ..] ? "begins as JSON or XML does"
            : Array.Exists(names, static name => name.Any(static letter => char.IsControl(letter) && !char.IsWhiteSpace(letter))) ? "holds control characters, so that it may be binary or of another delimiter (delimiter)"
            : Array.Exists(names, name => IsSeparated(name, missed)) ? "looks separated by another delimiter (delimiter)"
            : null;
    }

    /// <summary>What is wrong with it where <paramref name="columns"/> overrule it: they are the same names in another order.</summary>
    /// <param name="columns">The columns as they are said to be.</param>
    /// <param name="asked">The columns that are asked for.</param>
    public string? FindContradiction(IReadOnlyList<string> columns, IEnumerable<string> asked)
    {
        HashSet<string> known = new([.. columns.Select(Trim), .. asked], StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < names.Length; i++)
        {
            string name = Trim(names[i]);
            if (known.Contains(name) && !(i < columns.Count && Trim(columns[i]).Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return "has names of columns in other places than is said: name them in its order, or leave it to the header (columns)";
            }
        }

        return null;
    }

    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    /// <summary>One name of several that something else separates than a delimiter: a missed one with others, or as the only one of the record whatever it is.</summary>
    private bool IsSeparated(string name, IReadOnlyCollection<string> missed)
    {
        bool isSeparated = Trim(name).Any(static letter => !char.IsLetterOrDigit(letter) && !InNames.Contains(letter, StringComparison.Ordinal));
        return (names.Length == 1 && isSeparated)
            || ((names.Length == 1 || isSeparated) && PartsOf(name).Any(part => missed.Contains(part, StringComparer.OrdinalIgnoreCase)));
    }

    private static string[] PartsOf(string name) =>
        new string([.. name.Select(static letter => char.IsLetterOrDigit(letter) || letter == '_' ? letter : '\n')]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

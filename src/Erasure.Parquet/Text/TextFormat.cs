using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>How text objects are written, where the bytes don't say it themselves: a data mapper's <c>text</c> settings, or a Glue table's SerDe.</summary>
public sealed record TextFormat
{
    /// <summary>The character set's IANA name: UTF-8, UTF-16, or one with a byte a character, of which ASCII's are ASCII's. Default UTF-8. A byte order mark overrules it.</summary>
    public string Charset { get; init; } = "utf-8";

    /// <summary>CSV: what stands between fields, one ASCII character. Default a comma; LazySimpleSerDe's is U+0001. A first line <c>sep=;</c>, which Excel reads, overrules it.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>CSV: what stands around fields that hold a delimiter, one ASCII character. Null where fields are never quoted, as with LazySimpleSerDe. Default <c>"</c>.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>
    /// CSV: what makes the character behind it stand for itself, one ASCII character: within quotes, or everywhere where <see cref="Quote"/> is null.
    /// OpenCSVSerde's and Spark's is a backslash. Null where a quote within quotes is doubled (RFC 4180); a backslash before a quote is then refused,
    /// since other dialects read another record there. The quote itself says that a backslash is text like any other.
    /// </summary>
    public char? Escape { get; init; }

    /// <summary>CSV: the first record that isn't skipped names the columns. Default true. Otherwise <see cref="Columns"/> does.</summary>
    public bool Header { get; init; } = true;

    /// <summary>CSV: the columns' names in order, where no header gives them or where they overrule it; null otherwise.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>CSV: the text that stands for null where it isn't quoted, and equals no value; null where there is none. LazySimpleSerDe's is <c>\N</c>.</summary>
    public string? Null { get; init; }

    /// <summary>CSV: lines at the object's start that are neither header nor data, kept as they are (<c>skip.header.line.count</c> less the header).</summary>
    public int SkipLines { get; init; }

    /// <summary>CSV: a quoted or escaped field may hold line ends. Default true; where false, a line end always ends the record.</summary>
    public bool Multiline { get; init; } = true;

    /// <summary>
    /// CSV: records may have fewer fields than there are columns, which are null then, or more, which have no name. Default false, and such an object
    /// is refused whole: the number of fields is what tells one dialect from another. Glue's SerDes read them.
    /// </summary>
    public bool Ragged { get; init; }

    /// <summary>What contradicts itself or can't be read, beginning with the setting's name; null for nothing.</summary>
    public string? FindMistake()
    {
        if (Delimiter is '\r' or '\n' || !char.IsAscii(Delimiter) || Delimiter == Quote || Delimiter == Escape)
        {
            return "delimiter: one ASCII character other than a line end, the quote and the escape.";
        }

        if (Quote is { } quote && (quote is '\r' or '\n' || !char.IsAscii(quote)))
        {
            return "quote: one ASCII character other than a line end.";
        }

        if (Escape is { } escape && (escape is '\r' or '\n' || !char.IsAscii(escape)))
        {
            return "escape: one ASCII character other than a line end.";
        }

        if (SkipLines < 0)
        {
            return "skipLines: zero or more.";
        }

        if (!Header && Columns is not { Count: > 0 })
        {
            return "columns: name them where there is no header.";
        }

        return Charsets.FindMistake(Charset);
    }
}

namespace Erasure.Parquet.Text;

/// <summary>How text objects are written, where the bytes don't say it themselves: a data mapper's <c>text</c> settings, or a Glue table's SerDe.</summary>
public sealed record TextFormat
{
    /// <summary>The character set's IANA name. Default UTF-8. A byte order mark overrules it.</summary>
    public string Charset { get; init; } = "utf-8";

    /// <summary>CSV: what stands between fields, one ASCII character. Default a comma; LazySimpleSerDe's is U+0001.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>CSV: what stands around fields that hold a delimiter, one ASCII character. Null where fields are never quoted, as with LazySimpleSerDe. Default <c>"</c>.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>CSV: what makes the character behind it stand for itself, one ASCII character. Null where a quote within quotes is doubled (RFC 4180). OpenCSVSerde's and Spark's is a backslash.</summary>
    public char? Escape { get; init; }

    /// <summary>CSV: the first record that isn't skipped names the columns. Default true. Otherwise <see cref="Columns"/> does.</summary>
    public bool Header { get; init; } = true;

    /// <summary>CSV: the columns' names in order, where no header gives them or where they overrule it; null otherwise.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>CSV: the text that stands for null, which equals no value; null where there is none. LazySimpleSerDe's is <c>\N</c>.</summary>
    public string? Null { get; init; }

    /// <summary>CSV: lines at the object's start that are neither header nor data, kept as they are (<c>skip.header.line.count</c> less the header).</summary>
    public int SkipLines { get; init; }

    /// <summary>CSV: a quoted or escaped field may hold line ends. Default true; where false, a line end always ends the record.</summary>
    public bool Multiline { get; init; } = true;
}

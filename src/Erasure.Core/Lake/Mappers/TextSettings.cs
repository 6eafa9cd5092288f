using Erasure.Core.Settings;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake.Mappers;

/// <summary>How text objects are written, where their bytes don't say it. What isn't given is as the table's SerDe says, or else the format's default.</summary>
public sealed record TextSettings
{
    /// <summary>In place of a quote or an escape character: there is none.</summary>
    public const string None = "none";

    /// <summary>The character set, by its IANA name; else UTF-8. A byte order mark overrules it.</summary>
    public string? Charset { get; init; }

    /// <summary>CSV: what stands between fields; else a comma.</summary>
    [AsciiCharacter]
    public string? Delimiter { get; init; }

    /// <summary>CSV: what stands around fields, or <c>none</c>; else <c>"</c>.</summary>
    [AsciiCharacter(None)]
    public string? Quote { get; init; }

    /// <summary>
    /// CSV: what makes the character behind it stand for itself, or <c>none</c>; else none: a quote within quotes is doubled, and a backslash before one refused. The quote itself says that a
    /// backslash is text like any other.
    /// </summary>
    [AsciiCharacter(None)]
    public string? Escape { get; init; }

    /// <summary>CSV: the first line that isn't skipped names the columns; else true.</summary>
    public bool? Header { get; init; }

    /// <summary>CSV: the columns' names in order, in place of the header's.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>CSV: the text that stands for null.</summary>
    public string? Null { get; init; }

    /// <summary>CSV: lines at the object's start that are neither header nor data; else 0.</summary>
    [Between(0, 1000)]
    public int? SkipLines { get; init; }

    /// <summary>CSV: quoted or escaped fields may hold line ends; else true.</summary>
    public bool? Multiline { get; init; }

    /// <summary>CSV: records may have fewer fields than there are columns, or more; else false, and such an object is refused.</summary>
    public bool? Ragged { get; init; }

    /// <summary>With what others say where this says nothing.</summary>
    public TextSettings Over(TextSettings? others) => others is null ? this : new()
    {
        Charset = Charset ?? others.Charset,
        Delimiter = Delimiter ?? others.Delimiter,
        Quote = Quote ?? others.Quote,
        Escape = Escape ?? others.Escape,
        Header = Header ?? others.Header,
        Columns = Columns ?? others.Columns,
        Null = Null ?? others.Null,
        SkipLines = SkipLines ?? others.SkipLines,
        Multiline = Multiline ?? others.Multiline,
        Ragged = Ragged ?? others.Ragged,
    };

    /// <summary>The same for the erasers.</summary>
    public TextFormat ToFormat()
    {
        TextFormat standard = new();
        return new TextFormat
        {
            Charset = Charset ?? standard.Charset,
            Delimiter = Delimiter?[0] ?? standard.Delimiter,
            Quote = Character(Quote, standard.Quote),
            Escape = Character(Escape, standard.Escape),
            Header = Header ?? standard.Header,
            Columns = Columns,
            Null = Null,
            SkipLines = SkipLines ?? standard.SkipLines,
            Multiline = Multiline ?? standard.Multiline,
            Ragged = Ragged ?? standard.Ragged,
        };
    }

    private static char? Character(string? text, char? standard) => text is null ? standard : text == None ? null : text[0];
}

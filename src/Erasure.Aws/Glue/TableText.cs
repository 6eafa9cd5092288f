using System.Globalization;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Glue;

/// <summary>How a table's SerDe reads text, as a mapper's settings; and what of it we can't read the same way.</summary>
/// <remarks>
/// Defaults are the classes' own: OpenCSVSerde <c>,</c> <c>"</c> <c>\</c>; LazySimpleSerDe U+0001, no quote, <c>\N</c> for null
/// (Hive's LazySerDeParameters, which takes a number for a character's code). Hive's readers cut at every line end before they look at quotes;
/// of CSV we keep a quoted line end within its record, as whoever wrote it meant.
/// </remarks>
internal sealed class TableText
{
    private readonly GlueTable table;
    private readonly List<string> complaints = [];

    private TableText(GlueTable table) => this.table = table;

    /// <summary>What it says; null of a class that isn't one of text.</summary>
    public TextSettings? Settings { get; private set; }

    /// <summary>What the table's reader makes of the lines and we don't, with what to do.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Reads what a table says.</summary>
    /// <param name="table">The table.</param>
    /// <param name="mapper">Its own settings overrule the table's; its identifiers say which columns count.</param>
    public static TableText Of(GlueTable table, DataMapper mapper)
    {
        TableText text = new(table);
        text.Settings = text.Read(mapper.Text ?? new TextSettings(), mapper);
        return text;
    }

    private TextSettings? Read(TextSettings own, DataMapper mapper)
    {
        if (TableFormat.Json.Contains(table.SerDe))
        {
            CheckJson(mapper);
            return new TextSettings { Charset = Charset() };
        }

        if (!TableFormat.Csv.Contains(table.SerDe))
        {
            return null;
        }

        CheckLines();
        int skipped = Number("skip.header.line.count");
        TextSettings read = new()
        {
            Charset = Charset(),
            Columns = [.. table.Columns.Select(column => column.Name)],
            Header = skipped > 0,
            SkipLines = Math.Max(0, skipped - 1),
            Ragged = true,
        };
        return table.SerDe == TableFormat.OpenCsv ? ReadOpenCsv(read, own) : ReadLazySimple(read, own, mapper);
    }

    private TextSettings ReadOpenCsv(TextSettings read, TextSettings own) => read with
    {
        Delimiter = own.Delimiter ?? Character("separatorChar", ","),
        Quote = own.Quote ?? Character("quoteChar", "\""),

        // opencsv takes its writer's escape character, a quote, for its own default.
        Escape = own.Escape ?? (Character("escapeChar", "\\") is var escape && escape == "\"" ? "\\" : escape),
    };

    private TextSettings ReadLazySimple(TextSettings read, TextSettings own, DataMapper mapper)
    {
        foreach (string column in mapper.IdentifierColumns())
        {
            string name = column.Split('.')[0];
            if (table.Columns.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found && GlueType.Parse(found.Type) is not GlueType.Scalar)
            {
                complaints.Add($"holds lists, maps or structs in its column {name}, cut by delimiters of their own, which we don't read: name a column of a scalar type, or convert the table to JSON or Parquet");
            }
        }

        if (Flag("serialization.last.column.takes.rest"))
        {
            complaints.Add("lets its last column take the rest of the line (serialization.last.column.takes.rest), which we don't: convert the table, or quote its fields");
        }

        return read with
        {
            Delimiter = own.Delimiter ?? ByteCharacter("field.delim", ByteCharacter("serialization.format", "\u0001")),
            Quote = TextSettings.None,
            Escape = own.Escape ?? ByteCharacter("escape.delim", TextSettings.None),
            Null = Parameter("serialization.null.format") ?? "\\N",
            Multiline = false,
        };
    }

    private void CheckJson(DataMapper mapper)
    {
        if (Flag("ignore.malformed.json") && mapper.Finder == Finder.Athena)
        {
            complaints.Add("leaves malformed lines out (ignore.malformed.json), so that its queries miss whoever is in them: choose the finder scan, which refuses such an object");
        }

        if (Flag("dots.in.keys"))
        {
            complaints.Add("writes names with dots otherwise (dots.in.keys): give the folder as prefix in place of the table, and the names as they stand in the lines");
        }

        HashSet<string> asked = new(mapper.IdentifierColumns().SelectMany(column => column.Split('.')), StringComparer.OrdinalIgnoreCase);
        foreach (string name in table.SerDeParameters.Keys.Where(name => name.StartsWith("mapping.", StringComparison.Ordinal) && asked.Contains(name["mapping.".Length..])))
        {
            complaints.Add($"gives an identifier's column another name than the lines do ({name}): give the folder as prefix in place of the table, and the name as it stands in the lines");
        }
    }

    private void CheckLines()
    {
        if (Parameter("line.delim") is { } line && line is not ("\n" or "\\n" or "10"))
        {
            complaints.Add("ends its lines with another character than a newline (line.delim), which we don't: write the objects with newlines");
        }

        if (Number("skip.footer.line.count") > 0)
        {
            complaints.Add("skips lines at the end of each object (skip.footer.line.count), which we would take for data: write the objects without them");
        }
    }

    private string? Charset() => Parameter("serialization.encoding") is { Length: > 0 } charset ? charset : null;

    /// <summary>A setting of one character.</summary>
    private string Character(string name, string standard)
    {
        switch (Parameter(name))
        {
            case null or "":
                return standard;
            case { Length: 1 } text:
                return text;
            case "\\\\":
                return "\\";
            default:
                complaints.Add($"is read with a {name} of several characters, of which its class takes the first: correct the table, or say it in the mapper's text settings");
                return standard;
        }
    }

    /// <summary>A character, or the number of one: as Hive's LazyUtils.getByte takes it.</summary>
    private string ByteCharacter(string name, string standard) => Parameter(name) is { } text && byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte code) && code < 0x80
        ? $"{(char)code}"
        : Parameter(name) is "\\t" ? "\t" : Character(name, standard);

    private string? Parameter(string name) => table.SerDeParameters.GetValueOrDefault(name) ?? table.Parameters.GetValueOrDefault(name);

    private bool Flag(string name) => string.Equals(Parameter(name), "true", StringComparison.OrdinalIgnoreCase);

    private int Number(string name) => int.TryParse(Parameter(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}

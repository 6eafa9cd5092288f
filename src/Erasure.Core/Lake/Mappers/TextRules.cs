using Erasure.Parquet.Text;

namespace Erasure.Core.Lake.Mappers;

/// <summary>What must hold between a mapper's <c>text</c> settings. Settings that are wrong by themselves are not judged again.</summary>
internal static class TextRules
{
    private const string Contradiction = "contradiction";

    /// <summary>What is wrong.</summary>
    public static IEnumerable<MapperProblem> Check(DataMapper mapper) => mapper switch
    {
        { Text: null } => [],
        { Format: DataFormat.Parquet } => [new(Contradiction, "text", "is for json and csv: Parquet says itself how it is written; leave it out")],
        { Format: DataFormat.Json } => CheckCharset(mapper.Text).Concat(CheckJson(mapper.Text)),
        _ => CheckCharset(mapper.Text).Concat(CheckCsv(mapper.Text, mapper.Table is not null)),
    };

    private static IEnumerable<MapperProblem> CheckCharset(TextSettings text)
    {
        if (text.Charset is { } charset && new TextFormat { Charset = charset }.FindMistake() is not null)
        {
            yield return new("invalid", "text.charset", "is no character set that can be read: give an IANA name such as utf-8, utf-16, iso-8859-1 or windows-1252; objects in one that doesn't keep ASCII, as EBCDIC doesn't, have to be converted");
        }
    }

    private static IEnumerable<MapperProblem> CheckJson(TextSettings text)
    {
        foreach ((string name, bool isGiven) in new[]
        {
            ("delimiter", text.Delimiter is not null), ("quote", text.Quote is not null), ("escape", text.Escape is not null), ("header", text.Header is not null), ("columns", text.Columns is not null),
            ("null", text.Null is not null), ("skipLines", text.SkipLines is not null), ("multiline", text.Multiline is not null), ("ragged", text.Ragged is not null),
        })
        {
            if (isGiven)
            {
                yield return new(Contradiction, $"text.{name}", "is for csv: of json only charset can be said; leave it out");
            }
        }
    }

    private static IEnumerable<MapperProblem> CheckCsv(TextSettings text, bool hasTable)
    {
        string delimiter = text.Delimiter ?? ",";
        string quote = text.Quote ?? "\"";
        if (quote == delimiter)
        {
            yield return new(Contradiction, "text.quote", "is the delimiter too: give another character, or none where fields are never quoted");
        }

        if (text.Escape == delimiter)
        {
            yield return new(Contradiction, "text.escape", "is the delimiter too: give another character, or none");
        }

        if (text is { Header: false, Columns: null } && !hasTable)
        {
            yield return new("missing", "text.columns", "are missing: without a header, give the columns' names in order");
        }

        if (text.Columns is { } columns)
        {
            if (columns.Count == 0 || columns.Any(string.IsNullOrWhiteSpace))
            {
                yield return new("invalid", "text.columns", "must name every column, in the order of the fields");
            }
            else if (columns.Distinct(StringComparer.OrdinalIgnoreCase).Count() < columns.Count)
            {
                yield return new("invalid", "text.columns", "must not have a name twice, whatever its case: give the columns that hold no identifier any other name");
            }
        }
    }
}

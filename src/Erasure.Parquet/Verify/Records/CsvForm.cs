using System.Text;
using System.Text.RegularExpressions;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Verify.Records;

/// <summary>CSV, cut at line feeds that no quote and no escape holds. Line ends are the records', and nothing stands between them.</summary>
internal sealed partial class CsvForm(TextFormat format, IReadOnlyCollection<string> columns) : RecordForm
{
    private readonly bool escapes = format.Escape is not null && format.Escape != format.Quote;
    private char delimiter = format.Delimiter;
    private (int Position, string Name, bool IsOnly)[] asked = format.Header ? [] : Find(format.Columns!, columns);
    private bool hasHeader = !format.Header;
    private long lines;
    private int skipped;

    private bool IsSkipping => skipped < format.SkipLines;

    public override bool TryCut(ReadOnlySpan<char> text, bool isEnd, out RecordCut cut)
    {
        if (lines == 0 && IsSeparatorLine(text))
        {
            return TryCutLine(text, isEnd, out cut);
        }

        if (IsSkipping)
        {
            return TryCutLine(text, isEnd, out cut);
        }

        Reading reading = default;
        for (int i = MarkLength(text); i < text.Length; i++)
        {
            if (Step(text, ref i, ref reading, out _) == Kind.End)
            {
                cut = new(0, i + 1);
                return true;
            }
        }

        cut = new(0, text.Length);
        return isEnd;
    }

    public override void Pass(ReadOnlySpan<char> gap, ReadOnlySpan<char> record)
    {
        if (lines++ == 0 && IsSeparatorLine(record))
        {
            delimiter = record[4];
        }
        else if (IsSkipping)
        {
            skipped++;
        }
        else if (!hasHeader && !IsBlank(record))
        {
            hasHeader = true;
        }
    }

    public override List<RecordField>? Read(RecordText text, ReadOnlySpan<char> record)
    {
        if ((lines == 0 && IsSeparatorLine(record)) || IsSkipping || IsBlank(record))
        {
            return null;
        }

        if (!hasHeader)
        {
            asked = Find(format.Columns ?? [.. Fields(text, record, static _ => true).Select(static name => name[0])], columns);
            return null;
        }

        // The others may be long.
        List<string[]> fields = Fields(text, record, position => Array.Exists(asked, one => one.Position == position));
        List<RecordField> read = [];
        foreach ((int position, string name, bool isOnly) in asked)
        {
            string[] readings = fields.ElementAtOrDefault(position) ?? [];
            foreach (string value in readings.Distinct(StringComparer.Ordinal))
            {
                read.Add(new(name, value, IsNumber: false, IsInList: false, isOnly && readings.Length == 1 && value != format.Null));
            }
        }

        return read;
    }

    public override bool IsFrame(ReadOnlySpan<char> gap) => gap.IsEmpty;

    private static (int Position, string Name, bool IsOnly)[] Find(IReadOnlyList<string> written, IReadOnlyCollection<string> columns)
    {
        string[] names = [.. written.Select(NameOf)];
        Dictionary<string, int> times = names.CountBy(static name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        HashSet<string> wanted = new(columns, StringComparer.OrdinalIgnoreCase);
        return [.. names.Select((name, i) => (i, name, times[name] == 1)).Where(one => wanted.Contains(one.name))];
    }

    /// <summary>A column's name without the white space and the invisible characters around it.</summary>
    public static string NameOf(string written) => Around().Replace(written, "");

    [GeneratedRegex("^[\\s\\p{Cf}]+|[\\s\\p{Cf}]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Around();

    /// <summary>A byte order mark in front of a record is of a file that was joined to this one. Of UTF-8 it is three characters, one a byte.</summary>
    private static int MarkLength(ReadOnlySpan<char> record) => record.StartsWith("\ufeff") ? 1 : record.StartsWith("\u00ef\u00bb\u00bf") ? 3 : 0;

    private static bool IsBlank(ReadOnlySpan<char> record) => record.TrimEnd("\r\n").IsEmpty;

    /// <summary>What Excel reads: <c>sep=;</c>, in small letters.</summary>
    private bool IsSeparatorLine(ReadOnlySpan<char> text) =>
        text.StartsWith("sep=", StringComparison.Ordinal) && text.Length >= 5 && text[4] is < '\x80' and not ('\r' or '\n') && text[4] != format.Quote
        && text[5..] is [] or ['\n', ..] or ['\r', '\n', ..];

    private static bool TryCutLine(ReadOnlySpan<char> text, bool isEnd, out RecordCut cut)
    {
        int end = text.IndexOf('\n') + 1;
        cut = new(0, end > 0 ? end : text.Length);
        return end > 0 || isEnd;
    }

    /// <summary>
    /// The fields, empty where nobody wants one; of one with escapes every way in which readers take it: an escape is never text, it is unless it stands before a quote or another one, it always is.
    /// </summary>
    private List<string[]> Fields(RecordText text, ReadOnlySpan<char> record, Func<int, bool> isWanted)
    {
        List<string[]> fields = [];
        StringBuilder[] readings = [.. Enumerable.Range(0, escapes ? 3 : 1).Select(static _ => new StringBuilder())];
        bool hasEscapes = false;
        bool isRead = isWanted(0);
        Reading reading = default;
        for (int i = MarkLength(record); i < record.Length; i++)
        {
            switch (Step(record, ref i, ref reading, out char c))
            {
                case Kind.Text when isRead:
                    Append(readings, c);
                    break;
                case Kind.Escaped when isRead:
                    hasEscapes = true;
                    readings[1].Append(c == format.Quote || c == format.Escape ? "" : $"{format.Escape}");
                    readings[2].Append(format.Escape);
                    Append(readings, c);
                    break;
                case Kind.Delimiter:
                    fields.Add(isRead ? Close(text, readings, hasEscapes) : []);
                    hasEscapes = false;
                    isRead = isWanted(fields.Count);
                    break;
                case Kind.End when readings[0].Length > 0 && readings[0][^1] == '\r':
                    Array.ForEach(readings, static field => field.Length--);
                    break;
            }
        }

        fields.Add(isRead ? Close(text, readings, hasEscapes) : []);
        return fields;
    }

    private static void Append(StringBuilder[] readings, char c) => Array.ForEach(readings, field => field.Append(c));

    private static string[] Close(RecordText text, StringBuilder[] readings, bool hasEscapes)
    {
        string[] field = [.. readings.Take(hasEscapes ? readings.Length : 1).Select(reading => text.Decode(reading.ToString()))];
        Array.ForEach(readings, static reading => reading.Clear());
        return field;
    }

    /// <summary>What the character at <paramref name="i"/> is; moves on to the one that an escape stands before.</summary>
    private Kind Step(ReadOnlySpan<char> text, ref int i, ref Reading reading, out char c)
    {
        c = text[i];
        bool isStart = !reading.IsInField;
        bool wasClosed = reading.IsClosed;
        reading.IsInField = true;
        reading.IsClosed = false;
        if (c == '\n' && !(reading.IsQuoted && format.Multiline))
        {
            return Kind.End;
        }

        if (escapes && c == format.Escape && (reading.IsQuoted || format.Quote is null) && i + 1 < text.Length && (format.Multiline || text[i + 1] is not ('\n' or '\r')))
        {
            // a line end of two characters is escaped as one
            i += text[i + 1] == '\r' && i + 2 < text.Length && text[i + 2] == '\n' && format.Quote is null ? 2 : 1;
            c = text[i];
            return Kind.Escaped;
        }

        if (c == format.Quote && reading.IsQuoted)
        {
            (reading.IsQuoted, reading.IsClosed) = (false, true);
            return Kind.Quote;
        }

        if (c == format.Quote && (isStart || wasClosed))
        {
            reading.IsQuoted = true;
            return wasClosed ? Kind.Text : Kind.Quote;
        }

        if (c == delimiter && !reading.IsQuoted)
        {
            reading = default;
            return Kind.Delimiter;
        }

        return Kind.Text;
    }

    private enum Kind
    {
        Text,
        Escaped,
        Quote,
        Delimiter,
        End,
    }

    private record struct Reading
    {
        public bool IsInField;
        public bool IsQuoted;
        public bool IsClosed;
    }
}

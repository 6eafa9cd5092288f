using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Quotes that a dialect doesn't take for any, and other readers do: behind white space, around a field of a dialect without quotes, or other marks than its own.</summary>
internal sealed class CsvQuotes(CsvDialect dialect)
{
    private static readonly byte[] Marks = "\"'"u8.ToArray();

    private readonly CsvText own = new(dialect, nullText: null);

    private readonly (CsvRecord Record, CsvText Texts)[] others =
    [
        .. Marks.Where(mark => mark != dialect.Quote && mark != dialect.Delimiter)
            .Select(mark => dialect with { Quote = mark, DoubtsBackslashes = false })
            .Select(static other => (new CsvRecord(other), new CsvText(other, nullText: null))),
    ];

    // of the others, those by which the record that was read last is one
    private readonly List<(CsvRecord Record, CsvText Texts)> read = [];

    /// <summary>Whether some field begins as one in quotes does.</summary>
    public static bool AreIn(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields)
    {
        for (int i = 0; i < fields.Count && (i > 0 || row.ContainsAny(Marks)); i++)
        {
            if (row.Slice(fields[i].Start, fields[i].Length).TrimStart(" \t"u8) is [var first, ..] && Marks.Contains(first))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads a record by the other marks too: a field in quotes may hold delimiters, so that what is behind it stands in another place.</summary>
    public void Read(ReadOnlySpan<byte> row)
    {
        read.Clear();
        foreach ((CsvRecord Record, CsvText Texts) other in others)
        {
            if (row.Contains((byte)other.Record.Quote) && other.Record.Read(row, isEnd: true, out int length) is null && length == row.Length)
            {
                read.Add(other);
            }
        }
    }

    /// <summary>The matches that a field of the record stands in for who takes its quotes for such; null for none.</summary>
    /// <param name="column">What is asked.</param>
    /// <param name="row">The record that was read last.</param>
    /// <param name="fields">Its fields by its own dialect.</param>
    /// <param name="at">Which of them.</param>
    public List<int>? Find(ColumnQuestion column, ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields, int at)
    {
        List<int>? found = FindWithin(column, row, fields, at, own);
        foreach ((CsvRecord record, CsvText texts) in read)
        {
            found ??= FindWithin(column, row, record.Fields, at, texts)
                ?? (at < record.Fields.Count ? texts.Find(column, row.Slice(record.Fields[at].Start, record.Fields[at].Length), record.Fields[at], out _) : null);
        }

        return found;
    }

    /// <summary>Without white space and one pair of quotes around it.</summary>
    private static List<int>? FindWithin(ColumnQuestion column, ReadOnlySpan<byte> row, IReadOnlyList<CsvField> fields, int at, CsvText texts)
    {
        if (at >= fields.Count)
        {
            return null;
        }

        string text = texts.Show(row.Slice(fields[at].Start, fields[at].Length), fields[at]).Trim();
        if (text is not [('"' or '\'') and var mark, .. var within, var last] || last != mark)
        {
            return null;
        }

        return column.FindText(within) ?? column.FindText(within.Replace($"{mark}{mark}", $"{mark}", StringComparison.Ordinal));
    }
}

using System.Text;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>One pass over CSV.</summary>
internal sealed class CsvScan : IRecordScan
{
    private readonly RowQuestions questions;
    private readonly List<MatchProblem> problems = [];
    private readonly CsvRecord record;
    private readonly Encoding? charset;
    private int[]? columns;
    private int width;
    private long line = 1;
    private bool begun;

    public CsvScan(TextFormat format, RowPredicate predicate)
    {
        questions = new RowQuestions(predicate);
        record = new CsvRecord((byte)format.Delimiter);
        Encoding encoding = Charsets.Find(format.Charset)!;
        charset = encoding is UTF8Encoding ? null : encoding;
    }

    public long Rows { get; private set; }

    public IReadOnlyList<MatchProblem> Problems => problems;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    public int Read(ReadOnlySpan<byte> text, bool isEnd, out bool matches)
    {
        matches = false;
        if (!begun)
        {
            if (text.Length < ByteOrderMark.Length && !isEnd)
            {
                return 0;
            }

            begun = true;
            if (text.StartsWith(ByteOrderMark))
            {
                return ByteOrderMark.Length;
            }
        }

        string? wrong = record.Read(text, isEnd, out int length);
        if (wrong is not null)
        {
            throw Malformed(wrong);
        }

        if (length > 0)
        {
            matches = Judge(text[..length]);
            line += text[..length].Count((byte)'\n');
        }

        return length;
    }

    private bool Judge(ReadOnlySpan<byte> row)
    {
        if (row.TrimEnd("\r\n"u8).IsEmpty)
        {
            return false;
        }

        if (columns is null)
        {
            columns = ReadHeader(row);
            return false;
        }

        if (record.Fields.Count != width)
        {
            throw Malformed($"has {record.Fields.Count} fields, the header {width}");
        }

        Rows++;
        questions.BeginRow();
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i] >= 0 && Find(questions.Columns[i], row, record.Fields[columns[i]]) is { } targets)
            {
                questions.Answer(targets);
            }
        }

        return questions.RowMatches;
    }

    private List<int>? Find(ColumnQuestion column, ReadOnlySpan<byte> row, CsvField field)
    {
        ReadOnlySpan<byte> bytes = row.Slice(field.Start, field.Length);
        if (charset is null && !field.Quoted)
        {
            return column.FindText(bytes);
        }

        if (field.Quoted)
        {
            bytes = bytes[1..^1];
            if (charset is null && !bytes.Contains((byte)'"'))
            {
                return column.FindText(bytes);
            }
        }

        string text = (charset ?? Encoding.UTF8).GetString(bytes);
        return column.FindText(field.Quoted ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text);
    }

    private int[] ReadHeader(ReadOnlySpan<byte> row)
    {
        var names = new string[record.Fields.Count];
        for (int i = 0; i < names.Length; i++)
        {
            CsvField field = record.Fields[i];
            string name = (charset ?? Encoding.UTF8).GetString(row.Slice(field.Start, field.Length));
            names[i] = field.Quoted ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;
        }

        width = names.Length;
        return [.. questions.Columns.Select(column => FindColumn(names, column))];
    }

    private int FindColumn(string[] names, ColumnQuestion column)
    {
        foreach (StringComparison comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            int first = Array.FindIndex(names, name => name.Equals(column.Path, comparison));
            if (first >= 0)
            {
                bool isOnly = first == Array.FindLastIndex(names, name => name.Equals(column.Path, comparison));
                return isOnly ? first : Report(MatchProblemCode.ColumnAmbiguous, column);
            }
        }

        return Report(MatchProblemCode.ColumnNotFound, column);
    }

    private int Report(MatchProblemCode code, ColumnQuestion column)
    {
        problems.Add(new MatchProblem(code, column.Path, code == MatchProblemCode.ColumnNotFound ? "" : "csv", column.Ordinal));
        return -1;
    }

    private RefusedException Malformed(string what) => new(RefusalCode.MalformedText, $"The row at line {line} {what}; repair or remove it.");
}

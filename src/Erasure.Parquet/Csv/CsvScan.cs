using System.Diagnostics.CodeAnalysis;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>One pass over CSV: cuts it into records, each of which is judged.</summary>
internal sealed class CsvScan : ITextScan
{
    /// <summary>Of <c>sep=;</c> and a line end.</summary>
    private const int SeparatorLineLength = 7;

    private readonly TextFormat format;
    private readonly CsvJudge judge;
    private CsvDialect dialect;
    private CsvRecord record;
    private int skipped;
    private long line = 1;
    private bool hasBegun;

    public CsvScan(TextFormat format, RowPredicate predicate)
    {
        this.format = format;
        judge = new CsvJudge(format, predicate);
        Use(CsvDialect.Of(format));
    }

    public long Rows => judge.Rows;

    public IReadOnlyList<MatchProblem> Problems => judge.Problems;

    public IReadOnlyList<Notice> Notices => judge.Notices;

    public AskedRows? Asked => judge.Asked;

    // Its header, or what stands for one, tells which there are.
    public IReadOnlyDictionary<string, bool>? ColumnsSeen => null;

    public IReadOnlyList<string>? Header => judge.Header;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private static ReadOnlySpan<byte> Separator => "sep="u8;

    public RecordCut Read(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (text.Length < ByteOrderMark.Length + SeparatorLineLength && !isEnd && MayBeMarked(text))
        {
            return RecordCut.More;
        }

        int mark = text.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        if (ReadSeparator(text[mark..], out int separatorLength) is { } delimiter && (!hasBegun || delimiter != dialect.Delimiter))
        {
            return BeginSeparated(delimiter, mark + separatorLength);
        }

        if (mark > 0 && !hasBegun)
        {
            hasBegun = true;
            return RecordCut.Keep(mark);
        }

        hasBegun = true;
        if (skipped < format.SkipLines)
        {
            return SkipLine(text, isEnd);
        }

        // In the middle a mark is of a file that was joined to this one, and no part of the record.
        string? wrong = record.Read(text[mark..], isEnd, out int length);
        if (wrong is not null)
        {
            throw Malformed(wrong);
        }

        if (length == 0)
        {
            return RecordCut.More;
        }

        ReadOnlySpan<byte> row = text.Slice(mark, length);
        if (row.Contains((byte)0))
        {
            throw Malformed("holds a NUL byte, so that it may be binary, an archive, or UTF-16 without a byte order mark (charset)");
        }

        bool matches = judge.Matches(row, record.Fields, line);
        line += row.Count((byte)'\n');
        return matches ? new RecordCut(mark + length, 0, mark + length, true) : RecordCut.Keep(mark + length);
    }

    public void Complete()
    {
        if (skipped > 0 && (format.Header ? !judge.HasColumns : skipped < format.SkipLines))
        {
            throw new RefusedException(RefusalCode.MalformedText, $"The text ends at line {line}, and nothing of it was read but lines that are to be skipped: skip fewer (skipLines).");
        }
    }

    [MemberNotNull(nameof(dialect), nameof(record))]
    private void Use(CsvDialect used)
    {
        dialect = used;
        record = new CsvRecord(used);
        judge.Use(used);
    }

    private static bool MayBeMarked(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        return ByteOrderMark.StartsWith(text) || rest.StartsWith(Separator) || Separator.StartsWith(rest);
    }

    /// <summary>Takes the delimiter that the first line names; one that names another one later tells that another file was joined to this one.</summary>
    private RecordCut BeginSeparated(byte delimiter, int length)
    {
        if (hasBegun)
        {
            throw Malformed($"says that fields are separated by {CsvDialect.Show(delimiter)} from there on: another file was joined to this one");
        }

        hasBegun = true;
        Use(dialect with { Delimiter = delimiter });
        line++;
        return RecordCut.Keep(length);
    }

    /// <summary>A line by which Excel is told the delimiter.</summary>
    /// <returns>The delimiter; null where it is none.</returns>
    private byte? ReadSeparator(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (!text.StartsWith(Separator) || text.Length < 5 || text[4] is >= 0x80 or (byte)'\r' or (byte)'\n' || text[4] == dialect.Quote)
        {
            return null;
        }

        length = text[5..] switch
        {
            [] => 5,
            [(byte)'\n', ..] => 6,
            [(byte)'\r', (byte)'\n', ..] => 7,
            _ => 0,
        };
        return length > 0 ? text[4] : null;
    }

    private RecordCut SkipLine(ReadOnlySpan<byte> text, bool isEnd)
    {
        int end = text.IndexOf((byte)'\n');
        if (end < 0 && !isEnd)
        {
            return RecordCut.More;
        }

        int length = end < 0 ? text.Length : end + 1;
        record.Read(text[..length], isEnd: true, out _);
        if (judge.StandsAnywhere(text[..length], record.Fields))
        {
            throw Malformed("is to be skipped, and holds a value that is asked for: skip fewer lines (skipLines)");
        }

        skipped++;
        line++;
        return RecordCut.Keep(length);
    }

    private RefusedException Malformed(string what) => CsvJudge.Malformed(line, what);
}

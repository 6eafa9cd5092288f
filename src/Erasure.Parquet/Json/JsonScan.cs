using System.Text.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>One pass over JSON lines.</summary>
internal sealed class JsonScan(RowPredicate predicate) : IRecordScan
{
    private readonly RowQuestions questions = new(predicate);
    private readonly List<MatchProblem> problems = [];
    private JsonRowWalker? walker;
    private int searched;
    private long line;

    public long Rows { get; private set; }

    public IReadOnlyList<MatchProblem> Problems => problems;

    public int Read(ReadOnlySpan<byte> text, bool isEnd, out bool matches)
    {
        matches = false;
        if (line == 0 && text.Length < ByteOrderMark.Length && !isEnd)
        {
            return 0;
        }

        if (line == 0 && text.StartsWith(ByteOrderMark))
        {
            // a record of its own, so that it stays whatever becomes of the first line
            line = 1;
            return ByteOrderMark.Length;
        }

        int end = text[searched..].IndexOf((byte)'\n');
        if (end < 0 && !isEnd)
        {
            searched = text.Length;
            return 0;
        }

        int length = end < 0 ? text.Length : searched + end + 1;
        searched = 0;
        line = Math.Max(line, 1);
        matches = Judge(text[..length]);
        line++;
        return length;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    private bool Judge(ReadOnlySpan<byte> record)
    {
        ReadOnlySpan<byte> row = record.Trim(" \t\r\n"u8);
        if (row.IsEmpty)
        {
            return false;
        }

        if (row[0] != '{')
        {
            throw Malformed("begins with no JSON object");
        }

        Rows++;
        questions.BeginRow();
        try
        {
            walker ??= new JsonRowWalker(questions, problems);
            walker.Walk(row);
        }
        catch (JsonException exception)
        {
            // the exception's own words may quote the line
            throw Malformed($"is not valid JSON at its byte {exception.BytePositionInLine}");
        }

        return questions.RowMatches;
    }

    private RefusedException Malformed(string what) => new(RefusalCode.MalformedText, $"Line {line} {what}; repair or remove it.");
}

using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>One pass over objects, behind one another or as the elements of one array.</summary>
/// <param name="predicate">What is asked.</param>
/// <param name="charset">In which it was written, as far as is known.</param>
internal sealed class JsonScan(RowPredicate predicate, string charset) : ITextScan
{
    private readonly RowQuestions questions = new(predicate);
    private readonly List<MatchProblem> problems = [];
    private readonly ScanNotices notices = new();
    private readonly JsonObjectScan json = new();
    private JsonRowWalker? walker;
    private Form form;
    private long line = 1;
    private long column;
    private bool hasBegun;
    private bool hasElement;
    private bool hasFields;

    // on this line, or in the array
    private bool hasSurvivor;

    /// <summary>What the text is as a whole.</summary>
    private enum Form
    {
        Unknown,
        Objects,
        Array,
        ClosedArray,
    }

    public long Rows { get; private set; }

    public IReadOnlyList<MatchProblem> Problems => problems;

    public IReadOnlyList<Notice> Notices => notices.All;

    public AskedRows? Asked => questions.Asked;

    public IReadOnlyDictionary<string, bool>? ColumnsSeen => hasFields ? walker!.ColumnsSeen : null;

    public RecordCut Read(ReadOnlySpan<byte> text, bool isEnd)
    {
        if (!hasBegun)
        {
            if (text.Length < ByteOrderMark.Length && !isEnd)
            {
                return RecordCut.More;
            }

            hasBegun = true;
            if (text.StartsWith(ByteOrderMark))
            {
                // a record of its own, so that it stays whatever becomes of the first line
                return RecordCut.Keep(ByteOrderMark.Length);
            }
        }

        RecordCut record = form is Form.Unknown or Form.Objects ? ReadObject(text, isEnd) : ReadElement(text, isEnd);
        Advance(text[..record.Length]);
        return record;
    }

    public void Complete()
    {
        if (form == Form.Array)
        {
            throw Malformed([], 0, "ends an array that isn't closed");
        }
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads a blank line, or an object with the white space around it and its line's end.</summary>
    private RecordCut ReadObject(ReadOnlySpan<byte> text, bool isEnd)
    {
        int start = SkipInLine(text, 0);
        if (start == text.Length)
        {
            return isEnd ? RecordCut.Keep(start) : RecordCut.More;
        }

        if (text[start] == '\n')
        {
            return RecordCut.Keep(start + 1);
        }

        if (text[start] == '[' && form == Form.Unknown)
        {
            form = Form.Array;
            return RecordCut.Keep(start + 1);
        }

        int end = ReadObjectAt(text, start, isEnd);
        int next = end < 0 ? text.Length : SkipInLine(text, end);
        if (end < 0 || (next == text.Length && !isEnd))
        {
            return RecordCut.More;
        }

        form = Form.Objects;
        bool endsLine = next < text.Length && text[next] == '\n';
        next += endsLine ? 1 : 0;
        bool matches = Judge(text, start, end);

        // the line's end stays as long as something of the line does
        RecordCut record = matches ? new RecordCut(next, 0, endsLine && hasSurvivor ? end : next, true) : RecordCut.Keep(next);
        hasSurvivor = !endsLine && (hasSurvivor || !matches);
        return record;
    }

    /// <summary>Reads an element with the separator before it, or the array's end and what follows.</summary>
    private RecordCut ReadElement(ReadOnlySpan<byte> text, bool isEnd)
    {
        int start = JsonText.SkipSpace(text, 0);
        if (start == text.Length)
        {
            return isEnd ? RecordCut.Keep(start) : RecordCut.More;
        }

        if (form == Form.ClosedArray)
        {
            throw Malformed(text, start, "has something behind the array that the text is");
        }

        if (text[start] == ']')
        {
            form = Form.ClosedArray;
            return RecordCut.Keep(start + 1);
        }

        int separator = 0;
        if (hasElement)
        {
            if (text[start] != ',')
            {
                throw Malformed(text, start, "has no comma between two elements");
            }

            separator = start = JsonText.SkipSpace(text, start + 1);
            if (start == text.Length)
            {
                return isEnd ? throw Malformed(text, start, "ends an array that isn't closed") : RecordCut.More;
            }
        }

        int end = ReadObjectAt(text, start, isEnd);
        if (end < 0)
        {
            return RecordCut.More;
        }

        bool matches = Judge(text, start, end);
        int cutStart = hasElement ? 0 : start;

        // the first that stays needs no comma before it
        RecordCut record = matches ? new RecordCut(end, cutStart, end - cutStart, true) : new RecordCut(end, 0, hasSurvivor ? 0 : separator, false);
        hasElement = true;
        hasSurvivor |= !matches;
        return record;
    }

    /// <returns>Where it ends; -1 where more bytes are needed.</returns>
    private int ReadObjectAt(ReadOnlySpan<byte> text, int start, bool isEnd)
    {
        if (text[start] != '{')
        {
            throw Malformed(text, start, text[start] switch
            {
                (byte)'[' => "has an array where an object is due",
                (byte)',' => "has a comma where an object is due: only the elements of an array have commas between them",
                _ => "has something other than an object where one is due",
            });
        }

        int end = json.Read(text, start);
        if (json.Mistake is { } mistake)
        {
            throw Malformed(text, json.MistakeAt, mistake);
        }

        return end > start ? end : isEnd ? throw Malformed(text, start, "begins an object that doesn't end") : -1;
    }

    private bool Judge(ReadOnlySpan<byte> text, int start, int end)
    {
        Rows++;
        long at = line + text[..start].Count((byte)'\n');
        walker ??= new JsonRowWalker(predicate, questions, problems, charset);
        long malformed = walker.Malformed;
        hasFields |= json.Properties.Count > 0;
        questions.BeginRow();
        try
        {
            walker.Walk(text[..end], json.Properties);
        }
        catch (JsonExcessException excess)
        {
            throw Malformed(text, start, excess.Message);
        }

        notices.Add(NoticeCode.MalformedIdentifiers, walker.Malformed - malformed, at);
        if (!questions.RowMatches)
        {
            notices.Add(NoticeCode.NearMisses, walker.NearlyMatches ? 1 : 0, at);
            return false;
        }

        questions.CountRow();
        notices.Add(NoticeCode.OthersInRecord, walker.CountOthers(text[..end], json.Properties), at);
        return true;
    }

    private void Advance(ReadOnlySpan<byte> record)
    {
        int last = record.LastIndexOf((byte)'\n');
        line += record.Count((byte)'\n');
        column = last < 0 ? column + record.Length : record.Length - last - 1;
    }

    /// <summary>Where the white space ends, at the line's end at most.</summary>
    private static int SkipInLine(ReadOnlySpan<byte> text, int at)
    {
        int count = text[at..].IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
        return count < 0 ? text.Length : at + count;
    }

    private RefusedException Malformed(ReadOnlySpan<byte> text, int at, string what)
    {
        int last = text[..at].LastIndexOf((byte)'\n');
        long place = last < 0 ? column + at : at - last - 1;
        return new RefusedException(RefusalCode.MalformedText, $"Line {line + text[..at].Count((byte)'\n')} {what}, at its byte {place}; where the format is right, repair or remove it.");
    }
}

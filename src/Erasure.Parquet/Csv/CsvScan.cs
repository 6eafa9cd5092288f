using System.Diagnostics.CodeAnalysis;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>One pass over CSV.</summary>
internal sealed class CsvScan : IRecordScan
{
    /// <summary>Of <c>sep=;</c> and a line end.</summary>
    private const int SeparatorLineLength = 7;

    /// <summary>In so many other places a column's name may stand.</summary>
    private const int MostPlaces = 64;

    private readonly TextFormat format;
    private readonly RowQuestions questions;
    private readonly NameDoubts doubts;
    private readonly CharsetDoubts charset;
    private readonly List<MatchProblem> problems = [];
    private readonly ScanNotices notices = new();
    private readonly List<(int Question, int Field)> moved = [];
    private CsvDialect dialect;
    private CsvRecord record;
    private CsvText texts;
    private CsvColumns? columns;
    private CsvHeader? header;
    private int skipped;
    private long line = 1;

    // why anything may stand in any place from there on; null where nothing speaks for it
    private string? anywhere;
    private bool hasBegun;

    public CsvScan(TextFormat format, RowPredicate predicate)
    {
        this.format = format;
        questions = new RowQuestions(predicate);
        doubts = new NameDoubts(predicate, problems, "csv");
        charset = new CharsetDoubts(predicate, problems, "csv", format.Charset);
        Use(CsvDialect.Of(format));
    }

    public long Rows { get; private set; }

    public IReadOnlyList<MatchProblem> Problems => problems;

    public IReadOnlyList<Notice> Notices => notices.All;

    public AskedRows? Asked => questions.Asked;

    // Its header, or what stands for one, tells which there are.
    public IReadOnlyDictionary<string, bool>? ColumnsSeen => null;

    public IReadOnlyList<string>? Header { get; private set; }

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

        bool matches = Judge(row);
        line += row.Count((byte)'\n');
        return matches ? new RecordCut(mark + length, 0, mark + length, true) : RecordCut.Keep(mark + length);
    }

    public void Complete()
    {
        if (skipped > 0 && (format.Header ? columns is null : skipped < format.SkipLines))
        {
            throw new RefusedException(RefusalCode.MalformedText, $"The text ends at line {line}, and nothing of it was read but lines that are to be skipped: skip fewer (skipLines).");
        }
    }

    [MemberNotNull(nameof(dialect), nameof(record), nameof(texts))]
    private void Use(CsvDialect used)
    {
        dialect = used;
        record = new CsvRecord(used);
        texts = new CsvText(used, format.Null);
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
        if (StandsAnywhere(text[..length]))
        {
            throw Malformed("is to be skipped, and holds a value that is asked for: skip fewer lines (skipLines)");
        }

        skipped++;
        line++;
        return RecordCut.Keep(length);
    }

    private bool Judge(ReadOnlySpan<byte> row)
    {
        if (row.TrimEnd("\r\n"u8).IsEmpty)
        {
            return false;
        }

        bool isHeader = columns is null && format.Header;
        columns ??= FindColumns(row);
        if (isHeader && format.Columns is null)
        {
            return false;
        }

        LookForHeader(row);
        if (new CsvShape(format, dialect).FindMistake(row, record.Fields, columns.Width) is { } mistake)
        {
            throw Malformed(mistake);
        }

        if (isHeader)
        {
            return false;
        }

        if (anywhere is not null && StandsAnywhere(row))
        {
            throw Malformed($"holds what is asked for, and {anywhere}");
        }

        bool matches = Ask(row);
        Rows++;
        if (matches)
        {
            questions.CountRow();
        }

        return matches;
    }

    /// <summary>Behind the header of another file anything may stand in any place. Behind one name in another place than its own, among values, what stands there is looked at too.</summary>
    private void LookForHeader(ReadOnlySpan<byte> row)
    {
        moved.Clear();
        if (header!.IsOfOtherOrder(row, record.Fields, moved) && format.Header)
        {
            anywhere ??= $"line {line} may be the header of another file that was joined to this one: make two files of them, or name the columns if it is one (columns, with header false and skipLines)";
        }

        foreach ((int question, int field) in moved.Where(place => !columns!.Others[place.Question].Contains(place.Field)))
        {
            columns = columns!.Others[question].Length < MostPlaces ? columns.WithOther(question, field) : throw Malformed("holds a column's name in another place once more: what is where in this object can't be told");
        }
    }

    /// <summary>Whether the row would match if each of its values stood in any column.</summary>
    private bool StandsAnywhere(ReadOnlySpan<byte> row)
    {
        doubts.BeginRow();
        for (int i = 0; i < questions.Columns.Count; i++)
        {
            for (int at = 0; at < record.Fields.Count; at++)
            {
                if (Find(questions.Columns[i], row, at, out _) is { } targets)
                {
                    doubts.Questions.Answer(i, targets);
                }
            }
        }

        return doubts.Questions.RowMatches;
    }

    private CsvColumns FindColumns(ReadOnlySpan<byte> row)
    {
        string[] names = format.Header ? FieldNames(row) : [.. format.Columns!];
        CsvColumns found = CsvColumns.Find(format.Columns ?? names, questions.Columns, problems);
        header = new CsvHeader(names, questions.Columns);
        Header = format.Columns is null ? names : null;
        bool misses = found.Width > 1 || found.Fields.Contains(-1);
        if (misses && record.Fields.Count == 1 && dialect.LooksSeparatedBy(row) is { } delimiter)
        {
            throw Malformed($"is one field, and looks separated by {CsvDialect.Show(delimiter)}, not by {CsvDialect.Show(dialect.Delimiter)} (delimiter)");
        }

        if (format.Header)
        {
            JudgeHeader(row, new CsvHeading(names));
        }

        return found;
    }

    /// <summary>What isn't the header that it is to be hides who stands in the text.</summary>
    private void JudgeHeader(ReadOnlySpan<byte> row, CsvHeading heading)
    {
        string[] missed = [.. problems.Where(problem => problem.Code == MatchProblemCode.ColumnNotFound).Select(problem => problem.Column)];
        string? mistake = heading.FindMistake(row, missed)
            ?? (format.Columns is { } said ? heading.FindContradiction(said, questions.Columns.Select(question => question.Path)) : null)
            ?? (StandsAnywhere(row) ? "holds a value that is asked for: say that there is none (header)" : null);
        if (mistake is not null)
        {
            throw Malformed($"is to be the header, and {mistake}");
        }

        if (missed.Length > 0 && heading.LooksLikeRecord)
        {
            anywhere = $"line {line}, which is to be the header, lacks a column that is asked for and looks like a record: say that there is none (header)";
        }
    }

    private string[] FieldNames(ReadOnlySpan<byte> row)
    {
        var names = new string[record.Fields.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = texts.Show(row.Slice(record.Fields[i].Start, record.Fields[i].Length), record.Fields[i]);
        }

        return names;
    }

    private bool Ask(ReadOnlySpan<byte> row)
    {
        questions.BeginRow();
        int malformed = 0;
        for (int i = 0; i < columns!.Fields.Length; i++)
        {
            if (Find(questions.Columns[i], row, columns.Fields[i], out bool isMalformed) is { } targets)
            {
                questions.Answer(i, targets);
            }
            else if (isMalformed)
            {
                malformed++;
                charset.Tell(questions.Columns[i].Path);
            }
            else
            {
                LookIfMisread(i, row, columns.Fields[i]);
            }
        }

        notices.Add(NoticeCode.MalformedIdentifiers, malformed, line);
        if (!questions.RowMatches && (columns.HasOthers || texts.MayDropEscape(row)))
        {
            notices.Add(NoticeCode.NearMisses, Doubts(row) ? 1 : 0, line);
        }

        return questions.RowMatches;
    }

    private void LookIfMisread(int question, ReadOnlySpan<byte> row, int at)
    {
        if (at < 0 || at >= record.Fields.Count)
        {
            return;
        }

        CsvField field = record.Fields[at];
        ReadOnlySpan<byte> content = row.Slice(field.Start, field.Length);
        if (charset.MayBeMisread(question, content))
        {
            charset.Look(question, texts.Show(content, field));
        }
    }

    /// <summary>Whether the row would match if columns counted whose names differ by case from those that do, and values as they are without escapes outside of quotes.</summary>
    private bool Doubts(ReadOnlySpan<byte> row)
    {
        doubts.BeginRow();
        for (int i = 0; i < columns!.Fields.Length; i++)
        {
            foreach (int at in columns.Others[i].Append(columns.Fields[i]))
            {
                if (FindLoosely(questions.Columns[i], row, at) is { } targets)
                {
                    doubts.Answer(i, targets, FindLoosely(doubts.AskersOf(i), row, at));
                }
            }
        }

        return doubts.EndRow();
    }

    private List<int>? Find(ColumnQuestion question, ReadOnlySpan<byte> row, int at, out bool isMalformed)
    {
        isMalformed = false;
        return at < 0 || at >= record.Fields.Count
            ? null
            : texts.Find(question, row.Slice(record.Fields[at].Start, record.Fields[at].Length), record.Fields[at], out isMalformed);
    }

    private List<int>? FindLoosely(ColumnQuestion question, ReadOnlySpan<byte> row, int at) => at < 0 || at >= record.Fields.Count
        ? null
        : Find(question, row, at, out _) ?? texts.FindDropped(question, row.Slice(record.Fields[at].Start, record.Fields[at].Length), record.Fields[at]);

    private RefusedException Malformed(string what) => new(RefusalCode.MalformedText, $"The row at line {line} {what}; where the format is right, repair or remove the row.");
}

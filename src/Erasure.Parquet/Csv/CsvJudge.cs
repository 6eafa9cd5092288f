using System.Diagnostics.CodeAnalysis;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Which columns CSV has, and which of its records are rows that go.</summary>
internal sealed class CsvJudge
{
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
    private CsvText texts;
    private CsvQuotes quotes;
    private CsvColumns? columns;
    private CsvHeader? header;

    // the record that is judged, and its line
    private IReadOnlyList<CsvField> fields = [];
    private long line;

    // why anything may stand in any place from there on; null where nothing speaks for it
    private string? anywhere;

    public CsvJudge(TextFormat format, RowPredicate predicate)
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

    public IReadOnlyList<string>? Header { get; private set; }

    /// <summary>It is known which columns there are.</summary>
    public bool HasColumns => columns is not null;

    /// <summary>How fields are written from here on.</summary>
    [MemberNotNull(nameof(dialect), nameof(texts), nameof(quotes))]
    public void Use(CsvDialect used)
    {
        dialect = used;
        texts = new CsvText(used, format.Null);
        quotes = new CsvQuotes(used);
    }

    /// <summary>Says what is wrong with a record.</summary>
    public static RefusedException Malformed(long line, string what) => new(RefusalCode.MalformedText, $"The row at line {line} {what}; where the format is right, repair or remove the row.");

    /// <summary>Whether a record is a row that goes.</summary>
    /// <param name="row">The record, line end included.</param>
    /// <param name="found">Where its fields are.</param>
    /// <param name="at">The line on which it begins.</param>
    /// <exception cref="RefusedException"><see cref="RefusalCode.MalformedText"/>.</exception>
    public bool Matches(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> found, long at)
    {
        (fields, line) = (found, at);
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
        if (new CsvShape(format, dialect).FindMistake(row, fields, columns.Width) is { } mistake)
        {
            throw Malformed(line, mistake);
        }

        if (isHeader)
        {
            return false;
        }

        if (anywhere is not null && StandsAnywhere(row))
        {
            throw Malformed(line, $"holds what is asked for, and {anywhere}");
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
        if (header!.IsOfOtherOrder(row, fields, moved) && format.Header)
        {
            anywhere ??= $"line {line} may be the header of another file that was joined to this one: make two files of them, or name the columns if it is one (columns, with header false and skipLines)";
        }

        foreach ((int question, int field) in moved.Where(place => !columns!.Others[place.Question].Contains(place.Field)))
        {
            columns = columns!.Others[question].Length < MostPlaces ? columns.WithOther(question, field) : throw Malformed(line, "holds a column's name in another place once more: what is where in this object can't be told");
        }
    }

    /// <summary>Whether a record would match if each of its values stood in any column.</summary>
    public bool StandsAnywhere(ReadOnlySpan<byte> row, IReadOnlyList<CsvField> found)
    {
        fields = found;
        return StandsAnywhere(row);
    }

    private bool StandsAnywhere(ReadOnlySpan<byte> row)
    {
        quotes.Read(row);
        doubts.BeginRow();
        for (int i = 0; i < questions.Columns.Count; i++)
        {
            for (int at = 0; at < fields.Count; at++)
            {
                if (FindLoosely(questions.Columns[i], row, at) is { } targets)
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
        if (misses && fields.Count == 1 && dialect.LooksSeparatedBy(row) is { } delimiter)
        {
            throw Malformed(line, $"is one field, and looks separated by {CsvDialect.Show(delimiter)}, not by {CsvDialect.Show(dialect.Delimiter)} (delimiter)");
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
            throw Malformed(line, $"is to be the header, and {mistake}");
        }

        if (missed.Length > 0 && heading.LooksLikeRecord)
        {
            anywhere = $"line {line}, which is to be the header, lacks a column that is asked for and looks like a record: say that there is none (header)";
        }
    }

    private string[] FieldNames(ReadOnlySpan<byte> row)
    {
        var names = new string[fields.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = texts.Show(row.Slice(fields[i].Start, fields[i].Length), fields[i]);
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
        if (!questions.RowMatches && (columns.HasOthers || fields.Count > columns.Width || texts.MayDropEscape(row) || CsvQuotes.AreIn(row, fields)))
        {
            notices.Add(NoticeCode.NearMisses, Doubts(row) ? 1 : 0, line);
        }

        return questions.RowMatches;
    }

    private void LookIfMisread(int question, ReadOnlySpan<byte> row, int at)
    {
        if (at < 0 || at >= fields.Count)
        {
            return;
        }

        CsvField field = fields[at];
        ReadOnlySpan<byte> content = row.Slice(field.Start, field.Length);
        if (charset.MayBeMisread(question, content))
        {
            charset.Look(question, texts.Show(content, field));
        }
    }

    /// <summary>
    /// Whether the row would match if columns counted whose names differ by case from those that do, and values as they are without escapes outside of quotes, without quotes that are none here, and
    /// in a record that is shifted.
    /// </summary>
    private bool Doubts(ReadOnlySpan<byte> row)
    {
        quotes.Read(row);
        doubts.BeginRow();
        for (int i = 0; i < columns!.Fields.Length; i++)
        {
            foreach (int at in columns.Others[i].Concat(MayStandAt(columns.Fields[i])))
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
        return at < 0 || at >= fields.Count
            ? null
            : texts.Find(question, row.Slice(fields[at].Start, fields[at].Length), fields[at], out isMalformed);
    }

    /// <summary>Where a column may stand: a record with more fields than there are columns may be shifted.</summary>
    private IEnumerable<int> MayStandAt(int at) => Enumerable.Range(at, at < 0 ? 1 : 1 + Math.Clamp(fields.Count - columns!.Width, 0, MostPlaces));

    private List<int>? FindLoosely(ColumnQuestion question, ReadOnlySpan<byte> row, int at)
    {
        if (at < 0)
        {
            return null;
        }

        List<int>? dropped = at >= fields.Count ? null : Find(question, row, at, out _) ?? texts.FindDropped(question, row.Slice(fields[at].Start, fields[at].Length), fields[at]);
        return dropped ?? quotes.Find(question, row, fields, at);
    }
}

using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>Follows the predicate's paths through one row and answers its questions.</summary>
internal sealed partial class JsonRowWalker
{
    // What a record of 64 MiB may hold of names and values that are asked for: they cost memory, and time that grows by more than their number.
    private const int MostNames = 64;
    private const int MostValues = 1_000_000;

    private readonly RowQuestions questions;
    private readonly List<MatchProblem> problems;
    private readonly JsonPath[] paths;
    private readonly NameDoubts doubts;
    private readonly CharsetDoubts charset;
    private readonly HashSet<(MatchProblemCode Code, int Path)> reported = [];
    private readonly bool[] columns;
    private readonly bool[] seen;
    private readonly HashSet<(int Column, string Value)> others = [];

    // a stack: what an object found lies above what the objects around it found
    private readonly List<Found> found = [];
    private int lists;
    private int values;
    private bool matchesInList;
    private bool isCounting;
    private bool isDoubting;
    private bool hasOtherNames;

    public JsonRowWalker(RowPredicate predicate, RowQuestions questions, List<MatchProblem> problems, string charset)
    {
        this.questions = questions;
        this.problems = problems;
        paths = [.. questions.Columns.Select(column => new JsonPath(column.Path))];
        doubts = new NameDoubts(predicate, problems, "json");
        this.charset = new CharsetDoubts(predicate, problems, "json", charset);
        columns = new bool[paths.Length];
        seen = new bool[paths.Length];
    }

    /// <summary>Values that the questions were asked of and that equal nothing, whatever they are asked for.</summary>
    public long Malformed { get; private set; }

    /// <summary>By column, whether some row that was walked has it.</summary>
    public IReadOnlyDictionary<string, bool> ColumnsSeen => Enumerable.Range(0, paths.Length).ToDictionary(i => questions.Columns[i].Path, i => seen[i], StringComparer.Ordinal);

    /// <summary>Whether the row doesn't match, and would if names counted that differ by case from those that do.</summary>
    public bool NearlyMatches { get; private set; }

    private RowQuestions Asked => isDoubting ? doubts.Questions : questions;

    /// <summary>Answers what a row holds.</summary>
    /// <param name="row">Starts with what <paramref name="properties"/> lie in.</param>
    /// <exception cref="JsonExcessException">It holds more than can be asked.</exception>
    public void Walk(ReadOnlySpan<byte> row, List<JsonProperty> properties)
    {
        matchesInList = false;
        hasOtherNames = false;
        Follow(row, properties);
        NearlyMatches = hasOtherNames && !questions.RowMatches && Doubt(row, properties);
    }

    /// <summary>Counts the other elements of the lists in which the row that was walked last matches, by the values that stand where the match stands.</summary>
    public int CountOthers(ReadOnlySpan<byte> row, List<JsonProperty> properties)
    {
        if (!matchesInList)
        {
            return 0;
        }

        bool areApart = questions.MatchedColumns(columns);
        isCounting = true;
        Follow(row, properties);
        isCounting = false;
        int count = areApart
            ? others.Select(other => other.Value).Distinct(StringComparer.Ordinal).Count()
            : others.GroupBy(other => other.Column).Select(values => values.Count()).DefaultIfEmpty().Max();
        others.Clear();
        return count;
    }

    private void Follow(ReadOnlySpan<byte> row, List<JsonProperty> properties)
    {
        found.Clear();
        values = 0;
        for (int i = 0; i < paths.Length; i++)
        {
            found.Add(new Found(i, 0, false, default));
        }

        foreach (JsonProperty property in properties)
        {
            Step(row, property, 0, paths.Length, paths.Length);
        }

        Enter(row, paths.Length);
    }

    /// <param name="from">The paths that lead here are on the stack from here.</param>
    /// <param name="to">To here.</param>
    private void WalkObject(ReadOnlySpan<byte> json, int from, int to)
    {
        int bottom = found.Count;
        int at = JsonText.SkipSpace(json, 1);
        while (json[at] != '}')
        {
            int nameEnd = JsonText.EndOfString(json, at);
            int start = JsonText.SkipSpace(json, JsonText.SkipSpace(json, nameEnd) + 1);
            int end = JsonText.EndOfValue(json, start);
            Step(json, new JsonProperty(at + 1, nameEnd - at - 2, start, end - start), from, to, bottom);
            at = JsonText.SkipSpace(json, end);
            at = json[at] == ',' ? JsonText.SkipSpace(json, at + 1) : at;
        }

        Enter(json, bottom);
    }

    /// <summary>Puts the paths on the stack that lead on through a property.</summary>
    /// <param name="bottom">Where those begin that lead on through properties of the same object.</param>
    private void Step(ReadOnlySpan<byte> json, JsonProperty property, int from, int to, int bottom)
    {
        ReadOnlySpan<byte> name = json.Slice(property.NameStart, property.NameLength);
        for (int i = from; i < to; i++)
        {
            Found way = found[i];
            if (way.Next <= paths[way.Path].Length && paths[way.Path].Step(name, way.Next, out bool exact) is > 0 and var next)
            {
                found.Add(new Found(way.Path, next, exact, property));
                if (found.Count - bottom > MostNames * paths.Length)
                {
                    throw new JsonExcessException($"gives names that are asked for more than {MostNames} times in one object");
                }
            }
        }
    }

    /// <summary>Goes into the properties on the stack from <paramref name="bottom"/>, and takes them off.</summary>
    private void Enter(ReadOnlySpan<byte> json, int bottom)
    {
        int top = found.Count;
        for (int i = bottom; i < top;)
        {
            int first = i;
            JsonProperty property = found[i].Property;
            while (i < top && found[i].Property == property)
            {
                i++;
            }

            Enter(json, first..i, bottom..top);
        }

        found.RemoveRange(bottom, found.Count - bottom);
    }

    /// <summary>Goes into the property of those of an object's ways that count.</summary>
    private void Enter(ReadOnlySpan<byte> json, Range property, Range all)
    {
        int top = found.Count;
        for (int i = property.Start.Value; i < property.End.Value; i++)
        {
            if (isDoubting ? !IsNamedItself(found[i], all) : Counts(json, found[i], all))
            {
                found.Add(found[i]);
            }
        }

        if (found.Count > top)
        {
            WalkValue(json.Slice(found[top].Property.Start, found[top].Property.Length), top, found.Count);
            found.RemoveRange(top, found.Count - top);
        }
    }

    /// <summary>Goes through lists of any depth; their elements all stand for the value.</summary>
    private void WalkValue(ReadOnlySpan<byte> json, int from, int to)
    {
        if (json[0] != '[')
        {
            WalkElement(json, from, to);
            return;
        }

        lists++;
        bool isEmpty = true;
        for (int at = 0; at < json.Length;)
        {
            if (json[at] is (byte)'[' or (byte)']' or (byte)',' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                at++;
                continue;
            }

            isEmpty = false;
            int end = JsonText.EndOfValue(json, at);
            int before = Asked.PartsHeld;
            WalkElement(json[at..end], from, to);
            EndElement(before, from, to);
            at = end;
        }

        lists--;
        if (isEmpty)
        {
            See(from, to);
        }
    }

    private void See(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            int path = found[i].Path;
            seen[path] |= found[i].Next > paths[path].Length;
        }
    }

    private void WalkElement(ReadOnlySpan<byte> json, int from, int to)
    {
        if (++values > MostValues)
        {
            throw new JsonExcessException($"holds more than {MostValues:N0} values where identifiers stand");
        }

        if (json[0] == '{')
        {
            TellOfObject(json, from, to);
            WalkObject(json, from, to);
            return;
        }

        See(from, to);
        for (int i = from; i < to; i++)
        {
            int path = found[i].Path;
            if (found[i].Next > paths[path].Length)
            {
                Judge(json, path);
            }
        }
    }

    // No finite number is of no character set.
    private void TellCharset(ReadOnlySpan<byte> json, int path)
    {
        if (json[0] == (byte)'"')
        {
            charset.Tell(questions.Columns[path].Path);
        }
    }

    private void Judge(ReadOnlySpan<byte> json, int path)
    {
        if (isCounting && (lists == 0 || !columns[path]))
        {
            return;
        }

        List<int>? targets = JsonLeaf.Find(questions.Columns[path], json, out bool malformed);
        if (isCounting)
        {
            if (targets is null && JsonLeaf.Text(json) is { } other)
            {
                others.Add((path, other));
            }

            return;
        }

        if (isDoubting)
        {
            if (targets is not null)
            {
                doubts.Answer(path, targets, JsonLeaf.Find(doubts.AskersOf(path), json, out _));
            }

            return;
        }

        if (malformed)
        {
            Malformed++;
            TellCharset(json, path);
        }

        if (targets is not null)
        {
            matchesInList |= lists > 0;
            questions.Answer(path, targets);
        }
        else if (!malformed)
        {
            LookIfMisread(json, path);
        }
    }

    // What is escaped shows only as text what is beyond ASCII.
    private void LookIfMisread(ReadOnlySpan<byte> json, int path)
    {
        if (json[0] == (byte)'"' && (charset.MayBeMisread(path, json[1..^1]) || (questions.Columns[path].IsBeyondAscii && json.Contains((byte)'\\')))
            && JsonLeaf.Text(json) is { } text)
        {
            charset.Look(path, text);
        }
    }

    private void EndElement(int before, int from, int to)
    {
        if (isCounting || Asked.PartsHeld == before)
        {
            return;
        }

        Array.Clear(columns);
        for (int i = from; i < to; i++)
        {
            columns[found[i].Path] = true;
        }

        Asked.EndElement(before, columns);
    }

    /// <summary>A property on the way of a path.</summary>
    private readonly record struct Found(int Path, int Next, bool Exact, JsonProperty Property);
}

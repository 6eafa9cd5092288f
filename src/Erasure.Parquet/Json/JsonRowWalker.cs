using System.Text.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>Follows the predicate's paths through one row and answers its questions.</summary>
internal sealed class JsonRowWalker
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 512 };

    private readonly RowQuestions questions;
    private readonly List<MatchProblem> problems;
    private readonly JsonPath[] paths;
    private readonly bool[] reported;

    // a stack: what an object found lies above what the objects around it found
    private readonly List<Found> found = [];

    public JsonRowWalker(RowQuestions questions, List<MatchProblem> problems)
    {
        this.questions = questions;
        this.problems = problems;
        paths = [.. questions.Columns.Select(column => new JsonPath(column.Path))];
        reported = new bool[paths.Length];
    }

    /// <summary>Checks the row's syntax from end to end and answers what it holds.</summary>
    /// <exception cref="JsonException">Not one valid JSON value.</exception>
    public void Walk(ReadOnlySpan<byte> row)
    {
        found.Clear();
        WalkObject(row, -1, 0);
    }

    /// <param name="path">The one path that leads here; -1 for all, at the row itself.</param>
    /// <param name="at">Where the rest of that path begins.</param>
    private void WalkObject(ReadOnlySpan<byte> json, int path, int at)
    {
        int bottom = found.Count;
        var reader = new Utf8JsonReader(json, Strict);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int candidates = found.Count;
            for (int i = path < 0 ? 0 : path; i < (path < 0 ? paths.Length : path + 1); i++)
            {
                int next = paths[i].Step(ref reader, at, out bool exact);
                if (next > 0)
                {
                    found.Add(new Found(i, next, exact, (int)reader.TokenStartIndex, reader.ValueSpan.Length, 0, 0));
                }
            }

            reader.Read();
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            for (int i = candidates; i < found.Count; i++)
            {
                found[i] = found[i] with { Start = start, Length = (int)reader.BytesConsumed - start };
            }
        }

        // the rest of the line must be nothing: reading on is what checks that
        reader.Read();
        int top = found.Count;
        for (int i = bottom; i < top; i++)
        {
            if (Counts(json, found[i], bottom, top))
            {
                WalkValue(json.Slice(found[i].Start, found[i].Length), found[i].Path, found[i].Next);
            }
        }

        found.RemoveRange(bottom, found.Count - bottom);
    }

    /// <summary>Goes through arrays of any depth; their elements all stand for the value.</summary>
    private void WalkValue(ReadOnlySpan<byte> json, int path, int at)
    {
        bool isLeaf = at > paths[path].Length;
        var reader = new Utf8JsonReader(json, Strict);
        do
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!isLeaf)
                {
                    WalkObject(json[start..(int)reader.BytesConsumed], path, at);
                }
            }
            else if (isLeaf && JsonLeaf.Find(questions.Columns[path], ref reader) is { } targets)
            {
                questions.Answer(targets);
            }
        }
        while (reader.CurrentDepth > 0 || reader.TokenType == JsonTokenType.StartArray);
    }

    /// <summary>Names that differ only by case: the exact one counts; without it none does, and that is told once.</summary>
    private bool Counts(ReadOnlySpan<byte> json, Found one, int bottom, int top)
    {
        if (one.Exact)
        {
            return true;
        }

        for (int i = bottom; i < top; i++)
        {
            Found other = found[i];
            if (other.Path != one.Path || other.Next != one.Next || Name(json, other).SequenceEqual(Name(json, one)))
            {
                continue;
            }

            if (!other.Exact && !reported[one.Path])
            {
                reported[one.Path] = true;
                ColumnQuestion column = questions.Columns[one.Path];
                problems.Add(new MatchProblem(MatchProblemCode.ColumnAmbiguous, column.Path, "json", column.Ordinal));
            }

            return false;
        }

        return true;
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> json, Found one) => json.Slice(one.NameStart + 1, one.NameLength);

    /// <summary>A property on the way of a path.</summary>
    private readonly record struct Found(int Path, int Next, bool Exact, int NameStart, int NameLength, int Start, int Length);
}

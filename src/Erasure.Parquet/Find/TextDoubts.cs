using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Find;

/// <summary>Columns of text whose values may be of another character set than UTF-8, and who may stand there. Many may look at once.</summary>
internal sealed class TextDoubts(RowPredicate asked, CompiledPredicate compiled)
{
    private readonly Lock gate = new();
    private readonly List<MatchProblem> problems = [];
    private CharsetDoubts? doubts;

    private CharsetDoubts Doubts => doubts ??= new CharsetDoubts(asked, problems, "parquet", "utf-8");

    /// <summary>Whether a column is asked for letters beyond ASCII; no other needs a look.</summary>
    public bool Concern(LeafColumn column) => compiled.BeyondAscii.Contains(column.Ordinal);

    /// <summary>Tells of whom the values would be in another character set.</summary>
    public void Look(LeafColumn column, ValueBlock values)
    {
        for (int i = 0; i < values.Count && (i > 0 || !Ascii.IsValid(values.Data.Span)); i++)
        {
            if (!Ascii.IsValid(values[i]))
            {
                Look(column, values[i]);
            }
        }
    }

    /// <summary>What there is to tell.</summary>
    /// <param name="malformed">The columns that hold values which are no text.</param>
    public IReadOnlyList<MatchProblem> Problems(IEnumerable<int> malformed)
    {
        lock (gate)
        {
            foreach (string path in malformed.SelectMany(column => compiled.BeyondAscii[column]))
            {
                Doubts.Tell(path);
            }

            return [.. problems];
        }
    }

    private void Look(LeafColumn column, ReadOnlySpan<byte> value)
    {
        lock (gate)
        {
            foreach (string path in compiled.BeyondAscii[column.Ordinal])
            {
                Doubts.Look(path, value);
            }
        }
    }
}

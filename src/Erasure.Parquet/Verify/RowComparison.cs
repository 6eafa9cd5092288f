using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Compares the rows of two chunks in step and byte by byte: levels and values in order, whatever pages, encodings and codec hold them.</summary>
internal sealed class RowComparison(ChunkRows left, ChunkRows right)
{
    private readonly LeafColumn column = left.Column;

    /// <summary>By entry of the left dictionary, the entry of the right one that was found to be the same, plus one.</summary>
    private int[] sameEntries = [];

    public async ValueTask<bool> AreSameAsync(CancellationToken cancellationToken)
    {
        bool hasLeft = await left.NextAsync(cancellationToken), hasRight = await right.NextAsync(cancellationToken);
        while (hasLeft && hasRight)
        {
            if (!AreSameEntries(Math.Min(left.EntriesLeft, right.EntriesLeft)))
            {
                return false;
            }

            hasLeft = left.EntriesLeft > 0 || await left.NextAsync(cancellationToken);
            hasRight = right.EntriesLeft > 0 || await right.NextAsync(cancellationToken);
        }

        return hasLeft == hasRight;
    }

    private bool AreSameEntries(int count)
    {
        int values = 0;
        while (count > 0)
        {
            int taken = Math.Min(count, Math.Min(left.EntriesAtOnce, right.EntriesAtOnce));
            int leftStart = left.TakeEntries(taken), rightStart = right.TakeEntries(taken);
            if (!AreSame(left.Page.Repetition, leftStart, right.Page.Repetition, rightStart, taken)
                || !AreSame(left.Page.Definition, leftStart, right.Page.Definition, rightStart, taken))
            {
                return false;
            }

            values += column.MaxDefinition == 0 ? taken : left.Page.Definition.Slice(leftStart, taken).Count((byte)column.MaxDefinition);
            count -= taken;
        }

        return AreSameValues(values);
    }

    private static bool AreSame(ReadOnlySpan<byte> levels, int start, ReadOnlySpan<byte> others, int otherStart, int count) =>
        levels.IsEmpty || levels.Slice(start, count).SequenceEqual(others.Slice(otherStart, count));

    private bool AreSameValues(int count)
    {
        while (count > 0)
        {
            int taken = Math.Min(count, Math.Min(left.ValuesAtOnce, right.ValuesAtOnce));
            if (!AreSameValues(left.Page.Values, left.TakeValues(taken), right.Page.Values, right.TakeValues(taken), taken))
            {
                return false;
            }

            count -= taken;
        }

        return true;
    }

    private bool AreSameValues(PageValues values, int start, PageValues others, int otherStart, int count)
    {
        if (values.IsDictionary && others.IsDictionary)
        {
            return HaveSameEntries(values, start, others, otherStart, count);
        }

        bool lieInRow = !values.IsDictionary && !others.IsDictionary
            && (!column.IsVariable || (values.Values.HasPlainLayout && others.Values.HasPlainLayout));
        if (lieInRow)
        {
            return Bytes(values.Values, start, count).SequenceEqual(Bytes(others.Values, otherStart, count));
        }

        for (int i = 0; i < count; i++)
        {
            if (!values[start + i].SequenceEqual(others[otherStart + i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveSameEntries(PageValues values, int start, PageValues others, int otherStart, int count)
    {
        if (sameEntries.Length != values.Values.Count)
        {
            sameEntries = new int[values.Values.Count];
        }

        ReadOnlySpan<int> indices = values.Indices.Slice(start, count), otherIndices = others.Indices.Slice(otherStart, count);
        for (int i = 0; i < indices.Length; i++)
        {
            if (sameEntries[indices[i]] == otherIndices[i] + 1)
            {
                continue;
            }

            if (!values.Values[indices[i]].SequenceEqual(others.Values[otherIndices[i]]))
            {
                return false;
            }

            sameEntries[indices[i]] = otherIndices[i] + 1;
        }

        return true;
    }

    /// <summary>Neighbouring values as they lie there; variable ones with their lengths, which say where each ends.</summary>
    private ReadOnlySpan<byte> Bytes(ValueBlock values, int start, int count)
    {
        int last = start + count - 1;
        return column.IsVariable
            ? values.Data.Span[(values.Starts[start] - sizeof(int))..(values.Starts[last] + values.Lengths[last])]
            : values.Data.Span.Slice(start * column.Width, count * column.Width);
    }
}

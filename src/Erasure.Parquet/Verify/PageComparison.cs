using Erasure.Parquet.Encodings;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Compares a page with its successor level by level and value by value, what is gone left out.</summary>
internal sealed class PageComparison(LeafColumn column)
{
    /// <summary>By entry of the original's dictionary, the entry of the successor's that was found to be the same, plus one.</summary>
    private int[] sameEntries = [];

    public bool AreSame(PageDecoder old, PageSplit split, PageDecoder made)
    {
        if (made.EntryCount != split.KeptEntryCount
            || !AreSame(old.Repetition, split.KeptEntries, made.Repetition)
            || !AreSame(old.Definition, split.KeptEntries, made.Definition))
        {
            return false;
        }

        int at = 0;
        foreach (ValueRun run in split.KeptValues)
        {
            if (at + run.Count > made.PresentCount || !AreSameValues(old.Values, run.Start, made.Values, at, run.Count))
            {
                return false;
            }

            at += run.Count;
        }

        return at == made.PresentCount;
    }

    /// <summary>Whether the indices of a page mean the same in both dictionaries.</summary>
    public bool MeansTheSame(PageValues values, ValueBlock madeDictionary)
    {
        if (!values.IsDictionary)
        {
            return true;
        }

        foreach (int index in values.Indices)
        {
            if (index >= madeDictionary.Count || !IsSameEntry(values.Values, index, madeDictionary, index))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(ReadOnlySpan<byte> old, ReadOnlySpan<ValueRun> kept, ReadOnlySpan<byte> made)
    {
        if (old.IsEmpty)
        {
            return made.IsEmpty;
        }

        int at = 0;
        foreach (ValueRun run in kept)
        {
            if (!old.Slice(run.Start, run.Count).SequenceEqual(made.Slice(at, run.Count)))
            {
                return false;
            }

            at += run.Count;
        }

        return true;
    }

    private bool AreSameValues(PageValues old, int start, PageValues made, int madeStart, int count)
    {
        if (old.IsDictionary && made.IsDictionary)
        {
            ReadOnlySpan<int> indices = old.Indices.Slice(start, count), madeIndices = made.Indices.Slice(madeStart, count);
            for (int i = 0; i < count; i++)
            {
                if (!IsSameEntry(old.Values, indices[i], made.Values, madeIndices[i]))
                {
                    return false;
                }
            }

            return true;
        }

        if (!old.IsDictionary && !made.IsDictionary && (!column.IsVariable || (old.Values.HasPlainLayout && made.Values.HasPlainLayout)))
        {
            return Bytes(old.Values, start, count).SequenceEqual(Bytes(made.Values, madeStart, count));
        }

        for (int i = 0; i < count; i++)
        {
            if (!old[start + i].SequenceEqual(made[madeStart + i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSameEntry(ValueBlock dictionary, int index, ValueBlock madeDictionary, int madeIndex)
    {
        if (sameEntries.Length < dictionary.Count)
        {
            sameEntries = new int[dictionary.Count];
        }

        if (sameEntries[index] != madeIndex + 1)
        {
            if (!dictionary[index].SequenceEqual(madeDictionary[madeIndex]))
            {
                return false;
            }

            sameEntries[index] = madeIndex + 1;
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

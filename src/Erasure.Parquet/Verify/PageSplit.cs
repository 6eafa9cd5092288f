using System.Runtime.InteropServices;
using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Verify;

/// <summary>Which entries and values of a page stay, and which belong to rows that are gone.</summary>
internal sealed class PageSplit
{
    private readonly List<ValueRun> keptEntries = [], keptValues = [], removedEntries = [], removedValues = [];

    public ReadOnlySpan<ValueRun> KeptEntries => CollectionsMarshal.AsSpan(keptEntries);

    public ReadOnlySpan<ValueRun> KeptValues => CollectionsMarshal.AsSpan(keptValues);

    public ReadOnlySpan<ValueRun> RemovedEntries => CollectionsMarshal.AsSpan(removedEntries);

    public ReadOnlySpan<ValueRun> RemovedValues => CollectionsMarshal.AsSpan(removedValues);

    public int KeptEntryCount { get; private set; }

    public int KeptRowsBegun { get; private set; }

    /// <summary>Splits the current page, whose levels were read.</summary>
    /// <param name="walk">The walk through the original's chunk.</param>
    /// <param name="removed">The row group's rows that are gone, ascending.</param>
    public void Compute(PageWalk walk, int[] removed)
    {
        ReadOnlySpan<byte> repetition = walk.Page.Repetition, definition = walk.Page.Definition;
        int max = walk.Column.MaxDefinition;
        long row = walk.RowsBefore - 1;
        int next = FirstAt(removed, row);
        int value = 0;
        Clear();
        for (int entry = 0; entry < walk.Page.EntryCount; entry++)
        {
            bool begins = repetition.IsEmpty || repetition[entry] == 0;
            row += begins ? 1 : 0;
            while (next < removed.Length && removed[next] < row)
            {
                next++;
            }

            bool isRemoved = next < removed.Length && removed[next] == row;
            KeptRowsBegun += begins && !isRemoved ? 1 : 0;
            KeptEntryCount += isRemoved ? 0 : 1;
            Extend(isRemoved ? removedEntries : keptEntries, entry);
            if (definition.IsEmpty || definition[entry] == max)
            {
                Extend(isRemoved ? removedValues : keptValues, value++);
            }
        }
    }

    /// <summary>Whether a row that begins in the current page is gone, or the one that goes on in it.</summary>
    public static bool Touches(PageWalk walk, int[] removed)
    {
        bool goesOn = walk.Page.Repetition.Length > 0 && walk.Column.MaxRepetition > 0 && walk.Page.Repetition[0] != 0;
        int next = FirstAt(removed, walk.RowsBefore - (goesOn ? 1 : 0));
        return next < removed.Length && removed[next] < walk.RowsBefore + walk.RowsBegun;
    }

    private static int FirstAt(int[] removed, long row)
    {
        int at = Array.BinarySearch(removed, (int)Math.Max(row, 0));
        return at < 0 ? ~at : at;
    }

    private static void Extend(List<ValueRun> runs, int position)
    {
        if (runs.Count > 0 && runs[^1].End == position)
        {
            runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
        }
        else
        {
            runs.Add(new ValueRun(position, 1));
        }
    }

    private void Clear()
    {
        keptEntries.Clear();
        keptValues.Clear();
        removedEntries.Clear();
        removedValues.Clear();
        KeptEntryCount = 0;
        KeptRowsBegun = 0;
    }
}

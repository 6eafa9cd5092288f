using System.Runtime.InteropServices;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>Which entries and which values of a page stay and which go, as runs.</summary>
internal sealed class RowSplit(LeafColumn column)
{
    private readonly List<ValueRun> keptEntries = [];
    private readonly List<ValueRun> erasedEntries = [];
    private readonly List<ValueRun> keptValues = [];
    private readonly List<ValueRun> erasedValues = [];

    public ReadOnlySpan<ValueRun> KeptEntries => CollectionsMarshal.AsSpan(keptEntries);

    public ReadOnlySpan<ValueRun> ErasedEntries => CollectionsMarshal.AsSpan(erasedEntries);

    public ReadOnlySpan<ValueRun> KeptValues => CollectionsMarshal.AsSpan(keptValues);

    public ReadOnlySpan<ValueRun> ErasedValues => CollectionsMarshal.AsSpan(erasedValues);

    /// <summary>Rows that begin in the page.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows that begin in the page and stay.</summary>
    public int KeptRows { get; private set; }

    public int KeptEntryCount { get; private set; }

    public int KeptValueCount { get; private set; }

    public bool IsTouched => erasedEntries.Count > 0;

    /// <summary>Splits the page whose levels were decoded last.</summary>
    /// <param name="page">The page.</param>
    /// <param name="erased">The row group's rows that go.</param>
    /// <param name="firstRow">Rows that began before the page.</param>
    public void Compute(PageDecoder page, RowSet erased, int firstRow)
    {
        keptEntries.Clear();
        erasedEntries.Clear();
        keptValues.Clear();
        erasedValues.Clear();
        if (column.MaxRepetition == 0)
        {
            SplitFlat(page.EntryCount, erased, firstRow);
        }
        else
        {
            SplitRepeated(page.Repetition, erased, firstRow);
        }

        KeptEntryCount = Sum(KeptEntries);
        if (page.PresentCount == page.EntryCount)
        {
            keptValues.AddRange(keptEntries);
            erasedValues.AddRange(erasedEntries);
        }
        else
        {
            SplitValues(page.Definition);
        }

        KeptValueCount = Sum(KeptValues);
    }

    private void SplitFlat(int entries, RowSet erased, int firstRow)
    {
        Rows = entries;
        int end = firstRow + entries, kept = firstRow, erasedRows = 0;
        for (int row = erased.NextAtOrAfter(firstRow); row < end; row = erased.NextAtOrAfter(row + 1))
        {
            Add(keptEntries, kept - firstRow, row - firstRow);
            Add(erasedEntries, row - firstRow, row + 1 - firstRow);
            kept = row + 1;
            erasedRows++;
        }

        Add(keptEntries, kept - firstRow, entries);
        KeptRows = entries - erasedRows;
    }

    private void SplitRepeated(ReadOnlySpan<byte> repetition, RowSet erased, int firstRow)
    {
        Rows = repetition.Count((byte)0);
        KeptRows = Rows;
        int kept = 0, entry = 0, row = firstRow - 1;
        int target = erased.NextAtOrAfter(Math.Max(0, row));
        while (target < firstRow + Rows)
        {
            // a v1 page may begin inside a row that began earlier
            while (row < target)
            {
                entry = NextRow(repetition, row < firstRow ? 0 : entry + 1);
                row++;
            }

            int end = NextRow(repetition, row < firstRow ? 0 : entry + 1);
            KeptRows -= row < firstRow ? 0 : 1;
            Add(keptEntries, kept, entry);
            Add(erasedEntries, entry, end);
            kept = end;
            target = erased.NextAtOrAfter(target + 1);
        }

        Add(keptEntries, kept, repetition.Length);
    }

    private static int NextRow(ReadOnlySpan<byte> repetition, int from)
    {
        int next = from >= repetition.Length ? -1 : repetition[from..].IndexOf((byte)0);
        return next < 0 ? repetition.Length : from + next;
    }

    private void SplitValues(ReadOnlySpan<byte> definition)
    {
        byte present = (byte)column.MaxDefinition;
        int entry = 0, value = 0, nextKept = 0;
        foreach (ValueRun run in ErasedEntries)
        {
            value += definition[entry..run.Start].Count(present);
            int count = definition.Slice(run.Start, run.Count).Count(present);
            entry = run.End;
            if (count > 0)
            {
                Add(keptValues, nextKept, value);
                Add(erasedValues, value, value + count);
                value += count;
                nextKept = value;
            }
        }

        Add(keptValues, nextKept, value + definition[entry..].Count(present));
    }

    private static void Add(List<ValueRun> runs, int start, int end)
    {
        if (start >= end)
        {
            return;
        }

        if (runs.Count > 0 && runs[^1].End == start)
        {
            runs[^1] = new ValueRun(runs[^1].Start, end - runs[^1].Start);
            return;
        }

        runs.Add(new ValueRun(start, end - start));
    }

    private static int Sum(ReadOnlySpan<ValueRun> runs)
    {
        int sum = 0;
        foreach (ValueRun run in runs)
        {
            sum += run.Count;
        }

        return sum;
    }
}

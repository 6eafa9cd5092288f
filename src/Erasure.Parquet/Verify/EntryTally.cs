using Erasure.Parquet.Encodings;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Counts entries of a column as its statistics do.</summary>
internal sealed class EntryTally(LeafColumn column)
{
    public long Entries { get; private set; }

    public long Nulls { get; private set; }

    public long NaNs { get; private set; }

    /// <summary>Bytes of variable values, without their lengths.</summary>
    public long ValueBytes { get; private set; }

    /// <summary>Entries by repetition level.</summary>
    public long[] Repetition { get; } = new long[column.MaxRepetition + 1];

    /// <summary>Entries by definition level.</summary>
    public long[] Definition { get; } = new long[column.MaxDefinition + 1];

    public void Add(PageDecoder page, ReadOnlySpan<ValueRun> entries, ReadOnlySpan<ValueRun> values)
    {
        foreach (ValueRun run in entries)
        {
            Entries += run.Count;
            Nulls += run.Count;
            Count(page.Repetition, run, Repetition);
            Count(page.Definition, run, Definition);
        }

        foreach (ValueRun run in values)
        {
            Nulls -= run.Count;
            Add(page.Values, run);
        }
    }

    public void Add(EntryTally other)
    {
        Entries += other.Entries;
        Nulls += other.Nulls;
        NaNs += other.NaNs;
        ValueBytes += other.ValueBytes;
        for (int i = 0; i < Repetition.Length; i++)
        {
            Repetition[i] += other.Repetition[i];
        }

        for (int i = 0; i < Definition.Length; i++)
        {
            Definition[i] += other.Definition[i];
        }
    }

    private void Add(PageValues values, ValueRun run)
    {
        bool isFloating = column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal;
        for (int i = run.Start; i < run.End && (isFloating || column.IsVariable); i++)
        {
            ReadOnlySpan<byte> value = values[i];
            ValueBytes += column.IsVariable ? value.Length : 0;
            NaNs += Extremes.IsNaN(column, value) ? 1 : 0;
        }
    }

    private static void Count(ReadOnlySpan<byte> levels, ValueRun run, long[] histogram)
    {
        if (levels.IsEmpty)
        {
            histogram[0] += run.Count;
            return;
        }

        foreach (byte level in levels.Slice(run.Start, run.Count))
        {
            histogram[level]++;
        }
    }
}

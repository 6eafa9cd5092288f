using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>What erased entries contributed to the counts that files keep: these are subtracted, so that pages that stay need not be read.</summary>
internal sealed class ErasedTally(LeafColumn column)
{
    private readonly bool isFloating = column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal;

    public long Entries { get; private set; }

    public long Nulls { get; private set; }

    public long NaNs { get; private set; }

    /// <summary>Bytes of erased BYTE_ARRAY values, without lengths.</summary>
    public long ValueBytes { get; private set; }

    /// <summary>Entries by repetition level.</summary>
    public long[] Repetition { get; } = new long[column.MaxRepetition + 1];

    /// <summary>Entries by definition level.</summary>
    public long[] Definition { get; } = new long[column.MaxDefinition + 1];

    public void Add(RowSplit split, PageDecoder page)
    {
        foreach (ValueRun run in split.ErasedEntries)
        {
            Entries += run.Count;
            Count(page.Repetition, run, Repetition);
            Count(page.Definition, run, Definition);
        }

        long values = 0;
        foreach (ValueRun run in split.ErasedValues)
        {
            values += run.Count;
            AddValues(page.Values, run);
        }

        Nulls = Entries - values;
    }

    public void Add(ErasedTally other)
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

    private void AddValues(PageValues values, ValueRun run)
    {
        if (!isFloating && !column.IsVariable)
        {
            return;
        }

        for (int i = run.Start; i < run.End; i++)
        {
            ReadOnlySpan<byte> value = values[i];
            ValueBytes += column.IsVariable ? value.Length : 0;
            NaNs += isFloating && ValueComparer.IsNaN(value) ? 1 : 0;
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

using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Makes a chunk's column index anew while its pages are written.</summary>
internal sealed class ColumnIndexRewriter
{
    private const short NullPages = 1, Mins = 2, Maxs = 3, BoundaryOrder = 4, NullCounts = 5, RepetitionHistograms = 6, DefinitionHistograms = 7, NaNCounts = 8;

    private readonly ThriftStruct raw;
    private readonly LeafColumn column;
    private readonly ThriftList nullPages;
    private readonly ThriftList mins;
    private readonly ThriftList maxs;
    private readonly ThriftList newNullPages = new(ThriftType.True);
    private readonly ThriftList newMins = new(ThriftType.Binary);
    private readonly ThriftList newMaxs = new(ThriftType.Binary);
    private readonly SubtractedCounts nullCounts;
    private readonly SubtractedCounts repetition;
    private readonly SubtractedCounts definition;
    private readonly SubtractedCounts nanCounts;
    private bool isSound = true;

    public ColumnIndexRewriter(ThriftStruct raw, LeafColumn column, int pageCount)
    {
        this.raw = raw;
        this.column = column;
        nullPages = raw.RequiredList(NullPages, "ColumnIndex.null_pages");
        mins = raw.RequiredList(Mins, "ColumnIndex.min_values");
        maxs = raw.RequiredList(Maxs, "ColumnIndex.max_values");
        nullCounts = new SubtractedCounts(raw.List(NullCounts), 1, pageCount);
        repetition = new SubtractedCounts(raw.List(RepetitionHistograms), column.MaxRepetition + 1, pageCount);
        definition = new SubtractedCounts(raw.List(DefinitionHistograms), column.MaxDefinition + 1, pageCount);
        nanCounts = new SubtractedCounts(raw.List(NaNCounts), 1, pageCount);
    }

    /// <summary>Whether the index speaks of that many pages.</summary>
    public static bool Fits(ThriftStruct raw, int pageCount) =>
        raw.List(NullPages)?.Count == pageCount && raw.List(Mins)?.Count == pageCount && raw.List(Maxs)?.Count == pageCount;

    /// <summary>Every bound of the pages as they were, as hexadecimal digits.</summary>
    public IReadOnlySet<string> OldBounds => mins.Items.Concat(maxs.Items).Select(item => item.Reference).OfType<byte[]>().Select(Convert.ToHexString).ToHashSet();

    /// <summary>The bounds of a page as they were; null of a page that the index doesn't name.</summary>
    public (byte[] Min, byte[] Max)? OldBoundsOf(int page) => page < mins.Count ? (mins.Binary(page), maxs.Binary(page)) : null;

    /// <summary>Takes over a page that stays as it was.</summary>
    public void Keep(int page)
    {
        AddBounds(nullPages.Items[page], mins.Binary(page), maxs.Binary(page));
        nullCounts.Add(page, [0]);
        nanCounts.Add(page, [0]);
        repetition.Add(page, new long[column.MaxRepetition + 1]);
        definition.Add(page, new long[column.MaxDefinition + 1]);
    }

    /// <summary>Takes over a page of which some entries are left.</summary>
    /// <param name="page">Its position among the old data pages.</param>
    /// <param name="split">What stays of it.</param>
    /// <param name="values">Its values as they were.</param>
    /// <param name="erased">What went.</param>
    /// <param name="isQuoted">A bound is a value that goes, whether the page had it or not.</param>
    public void Replace(int page, RowSplit split, PageValues values, ErasedTally erased, bool isQuoted)
    {
        nullCounts.Add(page, [erased.Nulls]);
        nanCounts.Add(page, [erased.NaNs]);
        repetition.Add(page, erased.Repetition);
        definition.Add(page, erased.Definition);
        if (split.KeptValueCount == 0)
        {
            AddBounds(ThriftValue.Bool(true), [], []);
            return;
        }

        byte[] min = mins.Binary(page), max = maxs.Binary(page);
        if (isQuoted || BoundsCheck.Touches(column, values, split.ErasedValues, min, false, max, false))
        {
            BoundsBuilder builder = new(column);
            builder.Add(values, split.KeptValues);
            if (builder.Build() is not { } bounds)
            {
                // every page needs bounds, and this one has none to give
                isSound = false;
                return;
            }

            (min, max) = bounds;
        }

        AddBounds(ThriftValue.Bool(false), min, max);
    }

    /// <summary>The index; null where there can't be one any more.</summary>
    public byte[]? Build()
    {
        if (!isSound)
        {
            return null;
        }

        raw.KeepOnly(BoundaryOrder, NullCounts, RepetitionHistograms, DefinitionHistograms, NaNCounts);
        raw.Set(NullPages, ThriftValue.Of(newNullPages));
        raw.Set(Mins, ThriftValue.Of(newMins));
        raw.Set(Maxs, ThriftValue.Of(newMaxs));
        raw.SetI32(BoundaryOrder, IsStillOrdered(raw.Int(BoundaryOrder) ?? 0) ? raw.Int(BoundaryOrder) ?? 0 : 0);
        nullCounts.Store(raw, NullCounts);
        repetition.Store(raw, RepetitionHistograms);
        definition.Store(raw, DefinitionHistograms);
        nanCounts.Store(raw, NaNCounts);
        return CompactWriter.ToArray(raw);
    }

    private void AddBounds(ThriftValue isNullPage, byte[] min, byte[] max)
    {
        newNullPages.Items.Add(isNullPage);
        newMins.Items.Add(ThriftValue.Binary(min));
        newMaxs.Items.Add(ThriftValue.Binary(max));
    }

    /// <summary>Whether the bounds still ascend (1) or descend (2) from page to page.</summary>
    private bool IsStillOrdered(int order)
    {
        int previous = -1;
        for (int i = 0; i < newMins.Count && order != 0; i++)
        {
            if (newNullPages.Number(i) != 0)
            {
                continue;
            }

            if (!ValueComparer.IsComparable(column, newMins.Binary(i)) || !ValueComparer.IsComparable(column, newMaxs.Binary(i)))
            {
                return false;
            }

            if (previous >= 0 && (IsBroken(order, newMins.Binary(previous), newMins.Binary(i)) || IsBroken(order, newMaxs.Binary(previous), newMaxs.Binary(i))))
            {
                return false;
            }

            previous = i;
        }

        return true;
    }

    private bool IsBroken(int order, byte[] previous, byte[] next)
    {
        int comparison = ValueComparer.Compare(column.Order, previous, next);
        return column.Order == ValueOrder.None || (order == 1 ? comparison > 0 : comparison < 0);
    }
}

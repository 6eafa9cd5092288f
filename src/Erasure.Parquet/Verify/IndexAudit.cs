using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Holds a chunk's column index and offset index against its pages.</summary>
internal sealed class IndexAudit(LeafColumn column, ChunkClaims made, ChunkClaims old)
{
    private const string Column = "column index", Offset = "offset index";

    private readonly Lists? lists = Lists.Of(made.ColumnIndex);
    private readonly Lists? oldLists = Lists.Of(old.ColumnIndex);
    private readonly ThriftList? locations = made.OffsetIndex?.RequiredList(1, "OffsetIndex.page_locations");
    private int pages;
    private bool lostSomething;

    public SortedSet<string> Faults { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Suspicions { get; } = new(StringComparer.Ordinal);

    /// <summary>A page that was copied and not decoded: it has to keep what the original's indexes say of it. Otherwise false, and it has to be decoded.</summary>
    public bool AddCopy(MadePage page)
    {
        CheckLocation(page, 0, null);
        bool isSame = lists is null || IsSameEntry(page.OldPage);
        pages++;
        return isSame;
    }

    public void AddDecoded(MadePage page, EntryTally staying, EntryTally gone, Extremes inPage, PageDecoder? original, PageSplit? split)
    {
        lostSomething |= gone.Entries > 0;
        CheckLocation(page, gone.ValueBytes, staying.ValueBytes);
        if (lists is { } said && !(page.IsCopy && IsSameEntry(page.OldPage)))
        {
            Check(said, page.OldPage, staying, gone, inPage, original, split);
        }

        pages++;
    }

    public void Finish()
    {
        Expect(locations is null || locations.Count == pages, Offset);
        Expect(lists is null || (lists.NullPages.Count == pages && lists.Mins.Count == pages && lists.Maxs.Count == pages), Column);
        Expect(lists is null || locations is not null || old.OffsetIndex is null, Column);
        Expect(!lostSomething || Fields.AreKnown(made.ColumnIndex, last: 8), Column);
        Expect(!lostSomething || Fields.AreKnown(made.OffsetIndex, last: 2), Offset);
        if (!IsOrdered())
        {
            Suspicions.Add("boundary order");
        }
    }

    private void CheckLocation(MadePage page, long goneBytes, long? countedBytes)
    {
        if (locations is null)
        {
            return;
        }

        PageLocation? said = pages < locations.Count ? PageLocation.Of(locations.Struct(pages)) : null;
        Expect(
            said is { } location && location.Offset == page.Facts.Range.Offset && location.Size == page.Facts.Range.Length
            && (location.FirstRow == page.FirstRow || (page.GoesOn && location.FirstRow == page.FirstRow - 1)),
            Offset);
        Expect(Claim.Fits(made.OffsetIndex!.List(2), old.OffsetIndex?.List(2), pages, page.OldPage, [goneBytes], countedBytes is { } bytes ? [bytes] : null), Offset);
    }

    private bool IsSameEntry(int oldPage) =>
        oldLists is { } before && pages < lists!.Count && oldPage < before.Count
        && lists.NullPages.Number(pages) == before.NullPages.Number(oldPage)
        && lists.Mins.Binary(pages).AsSpan().SequenceEqual(before.Mins.Binary(oldPage))
        && lists.Maxs.Binary(pages).AsSpan().SequenceEqual(before.Maxs.Binary(oldPage))
        && AreCounts(oldPage, new EntryTally(column), null);

    private void Check(Lists said, int oldPage, EntryTally staying, EntryTally gone, Extremes inPage, PageDecoder? original, PageSplit? split)
    {
        if (pages >= said.Count)
        {
            Expect(false, Column);
            return;
        }

        bool isNullPage = said.NullPages.Number(pages) != 0;
        Suspect(isNullPage == (staying.Entries == staying.Nulls), Column);
        Expect(AreCounts(oldPage, gone, staying), Column);
        ClaimedBounds bounds = ClaimedBounds.Of(column, said.Mins.Binary(pages), said.Maxs.Binary(pages));
        Suspect(isNullPage || bounds.Cover(inPage), Column);
        if (original is not null && split is not null)
        {
            bounds.AddRemoved(original.Values, split.RemovedValues);
            Expect(!bounds.Betray(inPage), Column);
        }
    }

    private bool AreCounts(int oldPage, EntryTally gone, EntryTally? staying) =>
        Claim.Fits(made.ColumnIndex!.List(5), old.ColumnIndex?.List(5), pages, oldPage, [gone.Nulls], staying is null ? null : [staying.Nulls])
        && Claim.Fits(made.ColumnIndex.List(6), old.ColumnIndex?.List(6), pages, oldPage, gone.Repetition, staying?.Repetition)
        && Claim.Fits(made.ColumnIndex.List(7), old.ColumnIndex?.List(7), pages, oldPage, gone.Definition, staying?.Definition)
        && Claim.Fits(made.ColumnIndex.List(8), old.ColumnIndex?.List(8), pages, oldPage, [gone.NaNs], staying is null ? null : [staying.NaNs]);

    /// <summary>Whether the bounds ascend (1) or descend (2) from page to page, where the index says so.</summary>
    private bool IsOrdered()
    {
        int order = made.ColumnIndex?.Int(4) ?? 0;
        if (order == 0 || lists is null || lists.Count == 0)
        {
            return true;
        }

        int[] some = [.. Enumerable.Range(0, lists.Count).Where(page => lists.NullPages.Number(page) == 0)];
        return some.Zip(some.Skip(1)).All(pair => Follows(lists.Mins, pair.First, pair.Second, order) && Follows(lists.Maxs, pair.First, pair.Second, order));
    }

    private bool Follows(ThriftList bounds, int page, int next, int order)
    {
        byte[] first = bounds.Binary(page), second = bounds.Binary(next);
        int comparison = column.Order != ValueOrder.None && ValueComparer.IsComparable(column, first) && ValueComparer.IsComparable(column, second)
            ? ValueComparer.Compare(column.Order, first, second)
            : order == 1 ? 1 : -1;
        return order == 1 ? comparison <= 0 : comparison >= 0;
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            Faults.Add(what);
        }
    }

    private void Suspect(bool holds, string what)
    {
        if (!holds)
        {
            Suspicions.Add(what);
        }
    }

    /// <summary>The lists by page of a column index.</summary>
    private sealed record Lists(ThriftList NullPages, ThriftList Mins, ThriftList Maxs)
    {
        public int Count => Math.Min(NullPages.Count, Math.Min(Mins.Count, Maxs.Count));

        public static Lists? Of(ThriftStruct? index) => index is null ? null : new Lists(
            index.RequiredList(1, "ColumnIndex.null_pages"),
            index.RequiredList(2, "ColumnIndex.min_values"),
            index.RequiredList(3, "ColumnIndex.max_values"));
    }
}

using Erasure.Parquet.Bloom;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>
/// Holds what a chunk says of itself against what was read of it. A count is right where it was counted so, or where it is what the
/// original said without what is gone: an original that counted wrong is its writer's matter.
/// </summary>
/// <param name="column">The column.</param>
/// <param name="made">What the chunk says.</param>
/// <param name="old">What the original's said.</param>
internal sealed class ChunkAudit(LeafColumn column, ChunkClaims made, ChunkClaims old)
{
    private readonly EntryTally kept = new(column), removed = new(column);
    private readonly Extremes extremes = new(column);
    private readonly ClaimedBounds bounds = ClaimedBounds.Of(column, made.Statistics);
    private readonly IndexAudit indexes = new(column, made, old);
    private readonly DistinctEntries distinct = new();
    private readonly SplitBlockBloomFilter? bloom = made.Bloom is { } filter ? new SplitBlockBloomFilter(new byte[filter.Bits.Length]) : null;
    private readonly SortedSet<string> faults = new(StringComparer.Ordinal), suspicions = new(StringComparer.Ordinal);
    private bool isComplete = true;

    /// <summary>What is wrong and can't come from the original.</summary>
    public IReadOnlySet<string> Faults => faults;

    /// <summary>What doesn't fit the pages, which may be the original's fault.</summary>
    public IReadOnlySet<string> Suspicions => suspicions;

    /// <summary>Nothing can be said before every page was decoded.</summary>
    public bool IsInDoubt { get; private set; }

    public EntryTally Removed => removed;

    /// <summary>Whether a chunk can be judged only when every page of it was decoded.</summary>
    public static bool NeedsEveryPage(ChunkClaims made, ChunkClaims old) =>
        made.Bloom is not null
        || (made.Statistics is { } statistics && (old.Statistics is null || ((short[])[1, 2, 5, 6, 7, 8]).Any(id => !Fields.IsSame(old.Statistics, statistics, id))));

    /// <summary>A page that lost everything.</summary>
    public void AddDropped(PageDecoder page, PageSplit split)
    {
        removed.Add(page, split.RemovedEntries, split.RemovedValues);
        bounds.AddRemoved(page.Values, split.RemovedValues);
    }

    /// <summary>A page that was copied and not decoded.</summary>
    public void AddCopy(MadePage page)
    {
        isComplete = false;
        IsInDoubt |= !indexes.AddCopy(page);
    }

    /// <summary>A page that was decoded.</summary>
    /// <param name="page">The page.</param>
    /// <param name="values">Its levels and values.</param>
    /// <param name="original">The original's, where it lost something.</param>
    /// <param name="split">What it lost.</param>
    public void AddDecoded(MadePage page, PageDecoder values, PageDecoder? original, PageSplit? split)
    {
        EntryTally staying = new(column), gone = new(column);
        staying.Add(values, [new ValueRun(0, values.EntryCount)], [new ValueRun(0, values.PresentCount)]);
        Extremes inPage = new(column);
        Show(values.Values, inPage);
        kept.Add(staying);
        extremes.Add(inPage);
        ClaimedBounds statistics = ClaimedBounds.Of(column, page.Statistics);
        if (original is not null && split is not null)
        {
            gone.Add(original, split.RemovedEntries, split.RemovedValues);
            removed.Add(gone);
            bounds.AddRemoved(original.Values, split.RemovedValues);
            statistics.AddRemoved(original.Values, split.RemovedValues);
        }

        Suspect(statistics.Cover(inPage), "page statistics");
        Expect(!statistics.Betray(inPage), "page statistics");
        CheckStatistics(page.Statistics, page.OldStatistics, gone, staying, "page statistics");
        indexes.AddDecoded(page, staying, gone, inPage, original, split);
    }

    /// <summary>Checks what is said of the chunk as a whole.</summary>
    public void Finish()
    {
        CheckStatistics(made.Statistics, old.Statistics, removed, isComplete ? kept : null, "statistics");
        CheckSizes();
        Suspect(!isComplete || bounds.Cover(extremes), "statistics");
        if (bounds.Betray(extremes))
        {
            IsInDoubt |= !isComplete;
            Expect(!isComplete, "statistics");
        }

        indexes.Finish();
        faults.UnionWith(indexes.Faults);
        suspicions.UnionWith(indexes.Suspicions);
        CheckBloomFilter();
    }

    private void Show(PageValues values, Extremes inPage)
    {
        if (values.IsDictionary)
        {
            foreach (int entry in distinct.List(values))
            {
                Show(values.Values[entry], inPage);
            }

            return;
        }

        for (int i = 0; i < values.Count; i++)
        {
            Show(values.Values[i], inPage);
        }
    }

    private void Show(ReadOnlySpan<byte> value, Extremes inPage)
    {
        inPage.Add(value);
        bloom?.Add(value);
    }

    private void CheckStatistics(ThriftStruct? said, ThriftStruct? before, EntryTally gone, EntryTally? counted, string what)
    {
        if (said is null)
        {
            return;
        }

        Expect(Claim.Fits(said.Number(3), before?.Number(3), gone.Nulls, counted?.Nulls), what);
        Expect(Claim.Fits(said.Number(9), before?.Number(9), gone.NaNs, counted?.NaNs), what);
        Expect(said.Number(4) is null || (gone.Entries == 0 && said.Number(4) == before?.Number(4)), what);
        Expect(gone.Entries == 0 || Fields.AreKnown(said, last: 9), what);
    }

    private void CheckSizes()
    {
        if (made.Sizes is not { } sizes)
        {
            return;
        }

        EntryTally? counted = isComplete ? kept : null;
        Expect(Claim.Fits(sizes.Number(1), old.Sizes?.Number(1), removed.ValueBytes, counted?.ValueBytes), "size statistics");
        Expect(Claim.Fits(sizes.List(2), old.Sizes?.List(2), 0, 0, removed.Repetition, counted?.Repetition), "size statistics");
        Expect(Claim.Fits(sizes.List(3), old.Sizes?.List(3), 0, 0, removed.Definition, counted?.Definition), "size statistics");
        Expect(removed.Entries == 0 || Fields.AreKnown(sizes, last: 3), "size statistics");
    }

    /// <summary>A filter has the bits of every value that stays, and no others once values are gone.</summary>
    private void CheckBloomFilter()
    {
        if (bloom is null)
        {
            return;
        }

        bool hasAll = true, hasMore = false;
        for (int i = 0; i < bloom.Bits.Length; i++)
        {
            hasAll &= (bloom.Bits[i] & ~made.Bloom!.Bits[i]) == 0;
            hasMore |= (made.Bloom!.Bits[i] & ~bloom.Bits[i]) != 0;
        }

        Suspect(hasAll, "bloom filter");
        Expect(!hasMore || removed.Entries == removed.Nulls, "bloom filter");
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            faults.Add(what);
        }
    }

    private void Suspect(bool holds, string what)
    {
        if (!holds)
        {
            suspicions.Add(what);
        }
    }
}

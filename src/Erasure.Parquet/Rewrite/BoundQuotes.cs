using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Tells which bounds are a value that goes, whatever rows have it, or the beginning of one and of nothing that stays.</summary>
/// <param name="asked">What the column is asked.</param>
internal sealed class BoundQuotes(IReadOnlyList<ColumnQuery> asked)
{
    /// <summary>Whether a <c>Statistics</c> struct has such bounds.</summary>
    /// <param name="statistics">The struct.</param>
    /// <param name="page">The values that the bounds are of; null where they aren't at hand.</param>
    /// <param name="kept">Those that stay.</param>
    public bool AreIn(ThriftStruct? statistics, PageValues? page, ReadOnlySpan<ValueRun> kept)
    {
        if (statistics is null || asked.Count == 0)
        {
            return false;
        }

        CutBounds cut = new(asked);
        cut.Add(statistics);
        return AreQuotes(QuotedBounds.Of(statistics)) || AreCut(cut, page, kept);
    }

    /// <summary>Whether the bounds of a page are such.</summary>
    public bool AreIn(byte[] min, byte[] max, PageValues page, ReadOnlySpan<ValueRun> kept)
    {
        CutBounds cut = new(asked);
        cut.AddPage(min, max);
        return AreQuotes([min, max]) || AreCut(cut, page, kept);
    }

    private bool AreQuotes(IEnumerable<byte[]> bounds) => asked.Any(query => QuotedBounds.Any(query, bounds));

    private static bool AreCut(CutBounds cut, PageValues? page, ReadOnlySpan<ValueRun> kept)
    {
        if (page is not null)
        {
            cut.Explain(page, kept);
        }

        return cut.IsAnyOpen;
    }
}

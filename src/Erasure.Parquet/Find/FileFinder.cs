using Erasure.Parquet.Buffers;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Finds rows in all row groups of a file, several at once.</summary>
internal static class FileFinder
{
    /// <summary>By row group, the rows that match.</summary>
    public static ValueTask<RowSet[]> FindAsync(ParquetFile file, CompiledPredicate predicate, CancellationToken cancellationToken) =>
        FindAsync(file, predicate, new RowFinder(file, predicate), cancellationToken);

    /// <summary>By row group, the rows that match, found by the given finder.</summary>
    public static async ValueTask<RowSet[]> FindAsync(ParquetFile file, CompiledPredicate predicate, RowFinder finder, CancellationToken cancellationToken)
    {
        RowSet[] rows = new RowSet[file.Metadata.RowGroupCount];
        ByteBudget budget = new(file.Options.MaxBytesInFlight);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = file.Options.DegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, rows.Length, parallel, async (i, cancel) =>
        {
            RowGroup group = file.RowGroup(i);
            using ByteBudget.Share share = await budget.TakeAsync(Need(group, predicate));
            rows[i] = await finder.FindAsync(group, cancel);
        });

        long total = rows.Sum(set => (long)set.RowCount);
        return total == file.Metadata.RowCount
            ? rows
            : throw new RefusedException(RefusalCode.Corrupt, "The row groups do not have the number of rows that the footer says.");
    }

    /// <summary>At most the bytes of the largest chunk asked, both forms: columns are read one after the other.</summary>
    private static long Need(RowGroup group, CompiledPredicate predicate) =>
        predicate.Queries.Select(query => group.Columns[query.Column.Ordinal]).Select(chunk => chunk.TotalCompressedSize + chunk.TotalUncompressedSize).DefaultIfEmpty().Max();
}

using Erasure.Parquet.Buffers;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Finds rows in a file's row groups, several at once and a few ahead of the one that is asked for, and remembers them.</summary>
internal sealed class FileSearch(ParquetFile file, CompiledPredicate predicate, WorkLimit limit) : IRowSets
{
    /// <summary>Row groups begun ahead for each that is worked on.</summary>
    private const int AheadPerSlot = 4;

    private readonly RowFinder finder = new(file, predicate);
    private readonly Task<RowSet>?[] searches = new Task<RowSet>?[file.Metadata.RowGroupCount];
    private volatile bool isStopped;

    public int Count => searches.Length;

    /// <summary>Chunks whose dictionary holds a value that is asked for and that no row of theirs has.</summary>
    public IReadOnlyCollection<(int RowGroup, string Column)> UnusedEntries => finder.UnusedEntries;

    public RowSet? Known(int index) => index < Count && searches[index] is { IsCompletedSuccessfully: true } search ? search.Result : null;

    public async ValueTask<RowSet> GetAsync(int index, CancellationToken cancellationToken)
    {
        isStopped = false;
        if (limit.Workers == 1)
        {
            return await (searches[index] ??= SearchAsync(index, cancellationToken));
        }

        for (int i = index; i < Math.Min(Count, index + 1 + (AheadPerSlot * limit.Workers)); i++)
        {
            int begun = i;
            searches[i] ??= Task.Run(() => SearchAsync(begun, cancellationToken), CancellationToken.None);
        }

        return await searches[index]!;
    }

    /// <summary>By row group, the rows that match.</summary>
    public async ValueTask<RowSet[]> FindAllAsync(CancellationToken cancellationToken)
    {
        RowSet[] rows = new RowSet[Count];
        try
        {
            for (int i = 0; i < Count; i++)
            {
                rows[i] = await GetAsync(i, cancellationToken);
            }
        }
        finally
        {
            await StopAsync();
        }

        file.CheckRowCount(rows.Sum(set => (long)set.RowCount));
        return rows;
    }

    /// <summary>Searches until a row is found, or to the end of the file.</summary>
    public async ValueTask<bool> FindAnyAsync(CancellationToken cancellationToken)
    {
        long rows = 0;
        try
        {
            for (int i = 0; i < Count; i++)
            {
                RowSet found = await GetAsync(i, cancellationToken);
                if (!found.IsEmpty)
                {
                    return true;
                }

                rows += found.RowCount;
            }
        }
        finally
        {
            await StopAsync();
        }

        file.CheckRowCount(rows);
        return false;
    }

    public async ValueTask StopAsync()
    {
        isStopped = true;
        for (int i = 0; i < Count; i++)
        {
            if (searches[i] is { IsCompletedSuccessfully: false } search)
            {
                await ((Task)search).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                searches[i] = search.IsCompletedSuccessfully ? search : null;
            }
        }
    }

    private async Task<RowSet> SearchAsync(int index, CancellationToken cancellationToken)
    {
        RowGroup group = file.RowGroup(index);
        using ByteBudget.Share share = await limit.Bytes.TakeAsync(Need(group));
        using WorkLimit.Slot slot = await limit.EnterAsync(cancellationToken);
        return isStopped ? throw new OperationCanceledException() : await finder.FindAsync(group, cancellationToken);
    }

    /// <summary>At most the bytes of the largest chunk asked, both forms: columns are read one after the other.</summary>
    private long Need(RowGroup group) =>
        predicate.Queries.Select(query => group.Columns[query.Column.Ordinal]).Select(chunk => chunk.TotalCompressedSize + chunk.TotalUncompressedSize).DefaultIfEmpty().Max();
}

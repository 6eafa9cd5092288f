using System.Collections.Concurrent;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Finds rows in a file's row groups, several at once and a few ahead of the one that is asked for, and remembers them.</summary>
internal sealed class FileSearch(ParquetFile file, CompiledPredicate predicate, WorkLimit limit, MetadataQuotes? quotes = null, ValueDoubts? doubts = null) : IRowSets
{
    /// <summary>Row groups begun ahead for each that is worked on.</summary>
    private const int AheadPerSlot = 4;

    private readonly RowFinder finder = new(file, predicate, doubts);
    private readonly Task<RowSet>?[] searches = new Task<RowSet>?[file.Metadata.RowGroupCount];
    private readonly bool mayHaveForeignEntries = MayHaveForeignEntries(file, predicate);
    private readonly AskedRowCount asked = new();
    private readonly ConcurrentBag<(int RowGroup, int Column)> quotingChunks = [];
    private volatile bool isStopped;

    /// <summary>Something of the file goes, and so it has to leave every dictionary and every bound.</summary>
    private volatile bool seeksEntries;

    public int Count => searches.Length;

    /// <summary>What was noticed as far as was searched: what the finder tells of, and chunks that quote a value in their metadata and stay.</summary>
    public IEnumerable<Notice> Notices
    {
        get
        {
            (int RowGroup, int Column)[] quoting = [.. quotingChunks.Order()];
            return quoting.Length == 0
                ? finder.Notices
                : finder.Notices.Append(new Notice(NoticeCode.QuotedInMetadata, quoting.Length, $"Row group {quoting[0].RowGroup}, column {file.Schema.Leaves[quoting[0].Column].Path}"));
        }
    }

    /// <summary>Whose the rows are that were found so far; null where that is not to be told.</summary>
    public AskedRows? Asked => predicate.TellsAskers ? asked.Sum : null;

    /// <inheritdoc cref="RowFinder.MalformedColumns"/>
    public IReadOnlySet<int> MalformedColumns => finder.MalformedColumns.ToHashSet();

    public RowSet? Known(int index) => index < Count && searches[index] is { IsCompletedSuccessfully: true } search && !HasToSeek(search.Result) ? search.Result : null;

    public IReadOnlyList<ColumnQuery> QueriesOf(int column) => [.. predicate.Queries.Where(query => query.Column.Ordinal == column)];

    public async ValueTask<RowSet> GetAsync(int index, CancellationToken cancellationToken)
    {
        isStopped = false;
        int last = limit.Workers == 1 ? index : Math.Min(Count - 1, index + (AheadPerSlot * limit.Workers));
        for (int i = index; i <= last; i++)
        {
            int begun = i;
            Task<RowSet>? search = searches[i];
            Func<Task<RowSet>>? next = search is null ? () => SearchAsync(begun, cancellationToken)
                : search.IsCompletedSuccessfully && HasToSeek(search.Result) ? () => SeekEntriesAsync(begun, search.Result, cancellationToken)
                : null;
            if (next is not null)
            {
                searches[i] = limit.Workers == 1 ? next() : Task.Run(next, CancellationToken.None);
            }
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

    /// <summary>Searches until something is found that goes, or to the end of the file. From then on every dictionary and every bound is looked at.</summary>
    public async ValueTask<bool> FindAnyAsync(CancellationToken cancellationToken)
    {
        long rows = 0;
        try
        {
            for (int i = 0; i < Count; i++)
            {
                RowSet found = await GetAsync(i, cancellationToken);
                if (!found.ChangesNothing)
                {
                    seeksEntries = true;
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
        using ByteBudget.Share share = await limit.Bytes.TakeAsync(Need(group), cancellationToken);
        using WorkLimit.Slot slot = await limit.EnterAsync(cancellationToken);
        if (isStopped)
        {
            throw new OperationCanceledException();
        }

        RowSet rows = await finder.FindAsync(group, cancellationToken);
        if (HasToSeek(rows))
        {
            await finder.SeekEntriesAsync(group, rows, seeksEntries, cancellationToken);
        }

        foreach (ColumnChunk chunk in rows.ChangesNothing && quotes is not null ? group.Columns : [])
        {
            if (quotes!.Find(chunk.KeyValues).Count > 0)
            {
                quotingChunks.Add((index, chunk.Ordinal));
            }
        }

        // Behind all that may fail: what failed is searched again.
        if (rows.Askers is { } askers)
        {
            asked.Add(askers.Counts, askers.HasOthers);
            rows.Askers = null;
        }

        return rows;
    }

    private async Task<RowSet> SeekEntriesAsync(int index, RowSet rows, CancellationToken cancellationToken)
    {
        using WorkLimit.Slot slot = await limit.EnterAsync(cancellationToken);
        await finder.SeekEntriesAsync(file.RowGroup(index), rows, seeksEntries, cancellationToken);
        return rows;
    }

    /// <summary>
    /// Whether chunks have to be asked for what no row of them has: their dictionaries and, once the file is rewritten, the bounds of their pages.
    /// Those of rewritten row groups are made anew in any case.
    /// </summary>
    private bool HasToSeek(RowSet rows) =>
        rows.IsEmpty && (seeksEntries ? rows.Unsought.Count > 0 : mayHaveForeignEntries && rows.Unsought.Exists(unsought => !unsought.IsDictionaryKnown));

    private static bool MayHaveForeignEntries(ParquetFile file, CompiledPredicate predicate)
    {
        WriterTrust trust = new(file);
        return predicate.Queries.Any(query => query.HasSimple && trust.MayHaveForeignEntries(query.Column));
    }

    /// <summary>At most the bytes of the largest chunk asked, both forms: columns are read one after the other.</summary>
    private long Need(RowGroup group) =>
        predicate.Queries.Select(query => group.Columns[query.Column.Ordinal]).Select(chunk => chunk.TotalCompressedSize + chunk.TotalUncompressedSize).DefaultIfEmpty().Max();
}

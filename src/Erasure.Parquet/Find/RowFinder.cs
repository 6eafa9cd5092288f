using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Find;

/// <summary>Finds the rows of a row group that a predicate asks for.</summary>
internal sealed class RowFinder(ParquetFile file, CompiledPredicate predicate, ValueDoubts? doubts)
{
    /// <summary>With more composites than this it costs less to read a column than to ask each whether it can be spared.</summary>
    private const int MostChecked = 10_000;

    private readonly RowGroupTally contradictions = new(NoticeCode.PruningUntrusted), malformed = new(NoticeCode.MalformedIdentifiers), others = new(NoticeCode.OthersInRecord);
    private readonly WriterTrust trust = new(file);

    /// <summary>What was noticed: chunks that contradict themselves and were read whole, values that aren't of their type, who else stands in lists that match.</summary>
    public IEnumerable<Notice> Notices => new[] { contradictions, malformed, others }.Select(tally => tally.Notice).OfType<Notice>();

    /// <summary>The columns in which values that aren't of their type were read.</summary>
    public IEnumerable<int> MalformedColumns => malformed.Columns;

    public async ValueTask<RowSet> FindAsync(RowGroup group, CancellationToken cancellationToken)
    {
        RowSet rows = new((int)group.RowCount) { Askers = predicate.TellsAskers ? new RowGroupAskers() : null };
        ColumnHits?[] hits = new ColumnHits?[predicate.Queries.Count];
        for (int i = 0; i < hits.Length; i++)
        {
            ColumnQuery query = predicate.Queries[i];
            if (!query.HasSimple && !IsStillNeeded(i, hits))
            {
                continue;
            }

            hits[i] = await ScanAsync(group, query, rows, cancellationToken);
            if (hits[i] is { } found)
            {
                AddSimple(query, found, rows);
            }
        }

        AddComposites(hits, rows);
        rows.Compact();
        await CountOthersAsync(group, hits, rows, cancellationToken);
        return rows;
    }

    /// <summary>Looks into the dictionaries of <see cref="RowSet.Unsought"/>, and at the bounds of their pages where these are asked for.</summary>
    public async ValueTask SeekEntriesAsync(RowGroup group, RowSet rows, bool withBounds, CancellationToken cancellationToken)
    {
        Unsought[] chunks = [.. rows.Unsought];
        rows.Unsought.Clear();
        foreach ((ColumnQuery query, bool isDictionaryKnown) in chunks)
        {
            try
            {
                if ((!isDictionaryKnown && await HasEntryAsync(group, query, cancellationToken))
                    || (withBounds && await PageBoundSearch.HasMatchAsync(file, group, query, cancellationToken)))
                {
                    rows.AddUnusedEntry(query.Column.Ordinal);
                }
                else if (!withBounds)
                {
                    rows.Unsought.Add(new Unsought(query, IsDictionaryKnown: true));
                }
            }
            catch (Exception failure) when (Guard.IsFault(failure))
            {
                throw Guard.Refuse(failure, group.Index, query.Column.Path);
            }
        }
    }

    private async ValueTask<bool> HasEntryAsync(RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        using ChunkScanner scanner = new(file, group, group.Columns[query.Column.Ordinal], query, doubts);
        return await scanner.HasEntryAsync(cancellationToken);
    }

    /// <summary>What the chunk holds; null where its indexes rule every value out.</summary>
    private async ValueTask<ColumnHits?> ScanAsync(RowGroup group, ColumnQuery query, RowSet rows, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[query.Column.Ordinal];
        try
        {
            if (query.Column.MaxRepetition == 0 ? chunk.ValueCount != group.RowCount : chunk.ValueCount < group.RowCount)
            {
                throw new RefusedException(RefusalCode.Corrupt, $"The chunk has {chunk.ValueCount} values by the footer, and its row group {group.RowCount} rows.");
            }

            if (group.RowCount == 0)
            {
                await ExpectNoneAsync(group, chunk, cancellationToken);
                return null;
            }

            ChunkPruner pruner = new(file, trust, group, chunk, query);
            PageSelection? pages = await pruner.SelectAsync(cancellationToken);
            if (pruner.Contradiction is { } what)
            {
                contradictions.Add(group.Index, chunk.Ordinal, 1, $"Row group {group.Index}, column {query.Column.Path}: {what}");
            }

            if (pages is not { } selection)
            {
                AddUnsought(rows, query, isDictionaryKnown: false);
                return null;
            }

            ColumnHits hits = new();
            using ChunkScanner scanner = new(file, group, chunk, query, doubts);
            await scanner.ScanAsync(selection, hits, cancellationToken);
            malformed.Add(group.Index, chunk.Ordinal, scanner.MalformedCount, $"Row group {group.Index}, column {query.Column.Path}");
            if (scanner.HasUnusedEntry || QuotedBounds.Any(query, pruner.Bounds, hits))
            {
                rows.AddUnusedEntry(query.Column.Ordinal);
            }
            else
            {
                AddUnsought(rows, query, isDictionaryKnown: true);
            }

            return hits;
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, group.Index, query.Column.Path);
        }
    }

    private async ValueTask ExpectNoneAsync(RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.TotalCompressedSize > 0)
        {
            using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
            await cursor.ExpectEndAsync(cancellationToken);
        }
    }

    private static void AddUnsought(RowSet rows, ColumnQuery query, bool isDictionaryKnown)
    {
        if (query.HasSimple)
        {
            rows.Unsought.Add(new Unsought(query, isDictionaryKnown));
        }
    }

    /// <summary>Whether a composite that needs this column has been met by all of its columns so far.</summary>
    private bool IsStillNeeded(int query, ColumnHits?[] hits) => predicate.Composites.Count > MostChecked || predicate.Composites.Any(composite =>
        composite.Parts.Any(part => part.Values.Any(value => value.Query == query))
        && composite.Parts.All(part => part.LastQuery >= query || Holds(part, hits)));

    private static bool Holds(CompositePart part, ColumnHits?[] hits) => part.Values.Any(value => hits[value.Query]?.Has(value.Id) == true);

    private static void AddSimple(ColumnQuery query, ColumnHits hits, RowSet rows)
    {
        for (int id = 0; id < query.IsSimple.Length; id++)
        {
            if (query.IsSimple[id] && hits.Has(id))
            {
                foreach (int row in hits.Rows(id))
                {
                    rows.Add(row);
                }

                rows.Askers?.Add(query.Askers?.Of(id) ?? [], hits.Rows(id));
            }
        }
    }

    private void AddComposites(ColumnHits?[] hits, RowSet rows)
    {
        foreach (CompositeQuery composite in predicate.Composites)
        {
            if (!composite.Parts.All(part => Holds(part, hits)))
            {
                continue;
            }

            int[] found = [.. (composite.Elements is { } elements ? new ElementMatch(hits).Rows(elements) : CommonRows(composite, hits)).Distinct()];
            foreach (int row in found)
            {
                rows.Add(row);
            }

            rows.Askers?.Add(composite.Asker is { } asker ? [asker] : [], found);
        }
    }

    /// <summary>A row's lists may tell of the same people: the one with the most of them counts.</summary>
    private async ValueTask CountOthersAsync(RowGroup group, ColumnHits?[] hits, RowSet rows, CancellationToken cancellationToken)
    {
        Dictionary<int, int> most = [];
        foreach ((int column, RowSet matched) in MatchedLists(hits, rows))
        {
            try
            {
                foreach ((int row, int count) in await new ListNeighbours(file, predicate.Queries).CountAsync(group, column, matched, cancellationToken))
                {
                    most[row] = Math.Max(most.GetValueOrDefault(row), count);
                }
            }
            catch (Exception failure) when (Guard.IsFault(failure))
            {
                throw Guard.Refuse(failure, group.Index, file.Schema.Leaves[column].Path);
            }
        }

        others.Add(group.Index, 0, most.Values.Sum(count => (long)count), $"Row group {group.Index}, row {most.Keys.DefaultIfEmpty().Min()}");
    }

    /// <summary>By column that repeats, the rows that go in which a value that is asked for stands in it.</summary>
    private Dictionary<int, RowSet> MatchedLists(ColumnHits?[] hits, RowSet rows)
    {
        Dictionary<int, RowSet> lists = [];
        for (int i = 0; i < hits.Length; i++)
        {
            ColumnQuery query = predicate.Queries[i];
            if (hits[i] is not { } found || query.Column.MaxRepetition == 0)
            {
                continue;
            }

            foreach (int row in Enumerable.Range(0, query.IsSimple.Length).SelectMany(found.Rows).Where(rows.Contains))
            {
                if (!lists.TryGetValue(query.Column.Ordinal, out RowSet? matched))
                {
                    lists.Add(query.Column.Ordinal, matched = new RowSet(rows.RowCount));
                }

                matched.Add(row);
            }
        }

        return lists;
    }

    private static IEnumerable<int> CommonRows(CompositeQuery composite, ColumnHits?[] hits)
    {
        IEnumerable<int>? common = null;
        foreach (CompositePart part in composite.Parts)
        {
            IEnumerable<int> found = part.Values.SelectMany(value => hits[value.Query]?.Rows(value.Id) ?? []);
            common = common?.Intersect(found) ?? found;
        }

        return common ?? [];
    }
}

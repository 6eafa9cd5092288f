using System.Collections.Concurrent;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Finds the rows of a row group that a predicate asks for.</summary>
internal sealed class RowFinder(ParquetFile file, CompiledPredicate predicate)
{
    /// <summary>With more composites than this it costs less to read a column than to ask each whether it can be spared.</summary>
    private const int MostChecked = 10_000;

    private readonly ConcurrentBag<(int RowGroup, string Column)> unusedEntries = [];

    /// <summary>Chunks whose dictionary holds a value that is asked for and that no row of theirs has.</summary>
    public IReadOnlyCollection<(int RowGroup, string Column)> UnusedEntries => unusedEntries;

    public async ValueTask<RowSet> FindAsync(RowGroup group, CancellationToken cancellationToken)
    {
        RowSet rows = new((int)group.RowCount);
        ColumnHits?[] hits = new ColumnHits?[predicate.Queries.Count];
        for (int i = 0; i < hits.Length && group.RowCount > 0; i++)
        {
            ColumnQuery query = predicate.Queries[i];
            if (!query.HasSimple && !IsStillNeeded(i, hits))
            {
                continue;
            }

            ColumnChunk chunk = group.Columns[query.Column.Ordinal];
            hits[i] = await ScanAsync(group, chunk, query, cancellationToken);
            if (hits[i] is { } found)
            {
                AddSimple(query, found, rows);
            }
        }

        AddComposites(hits, rows);
        rows.Compact();
        return rows;
    }

    /// <summary>What the chunk holds; null where its indexes rule every value out.</summary>
    private async ValueTask<ColumnHits?> ScanAsync(RowGroup group, ColumnChunk chunk, ColumnQuery query, CancellationToken cancellationToken)
    {
        try
        {
            if (await new ChunkPruner(file, chunk, query).SelectAsync(cancellationToken) is not { } selection)
            {
                return null;
            }

            ColumnHits hits = new();
            using ChunkScanner scanner = new(file, group, chunk, query);
            await scanner.ScanAsync(selection, hits, cancellationToken);
            if (scanner.HasUnusedEntry)
            {
                unusedEntries.Add((group.Index, query.Column.Path));
            }

            return hits;
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, group.Index, query.Column.Path);
        }
    }

    /// <summary>Whether a composite that needs this column has been met by all of its columns so far.</summary>
    private bool IsStillNeeded(int query, ColumnHits?[] hits) => predicate.Composites.Count > MostChecked || predicate.Composites.Any(parts =>
        Array.Exists(parts, part => part.Query == query)
        && Array.TrueForAll(parts, part => part.Query >= query || hits[part.Query]?.Has(part.Id) == true));

    private static void AddSimple(ColumnQuery query, ColumnHits hits, RowSet rows)
    {
        for (int id = 0; id < query.IsSimple.Length; id++)
        {
            if (query.IsSimple[id])
            {
                foreach (int row in hits.Rows(id))
                {
                    rows.Add(row);
                }
            }
        }
    }

    private void AddComposites(ColumnHits?[] hits, RowSet rows)
    {
        foreach (CompositePart[] parts in predicate.Composites)
        {
            if (!Array.TrueForAll(parts, part => hits[part.Query]?.Has(part.Id) == true))
            {
                continue;
            }

            IEnumerable<int> common = hits[parts[0].Query]!.Rows(parts[0].Id);
            foreach (CompositePart part in parts.AsSpan(1))
            {
                common = common.Intersect(hits[part.Query]!.Rows(part.Id));
            }

            foreach (int row in common)
            {
                rows.Add(row);
            }
        }
    }
}

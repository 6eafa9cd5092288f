using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Verify;

/// <summary>Reads which rows match, every value of the columns that are asked, whatever statistics and indexes say.</summary>
internal sealed class MatchReader(ParquetFile file, CompiledPredicate predicate)
{
    /// <summary>The rows of a row group that match, ascending.</summary>
    public async ValueTask<int[]> ReadAsync(RowGroup group, CancellationToken cancellationToken)
    {
        SortedSet<int> rows = [];
        List<Dictionary<int, SortedSet<int>>> rowsById = [];
        foreach (ColumnQuery query in predicate.Queries)
        {
            Dictionary<int, SortedSet<int>> found = await ReadAsync(group, query, cancellationToken);
            rowsById.Add(found);
            foreach ((int id, SortedSet<int> matches) in found)
            {
                if (query.IsSimple[id])
                {
                    rows.UnionWith(matches);
                }
            }
        }

        foreach (CompositePart[] parts in predicate.Composites)
        {
            SortedSet<int>[] matches = [.. parts.Select(part => rowsById[part.Query].GetValueOrDefault(part.Id, []))];
            rows.UnionWith(matches[0].Where(row => Array.TrueForAll(matches, others => others.Contains(row))));
        }

        return [.. rows];
    }

    /// <summary>By value that is asked for, the rows that have it.</summary>
    private async ValueTask<Dictionary<int, SortedSet<int>>> ReadAsync(RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        Dictionary<int, SortedSet<int>> rows = [];
        if (group.RowCount == 0)
        {
            return rows;
        }

        using PageWalk walk = new(file, group, group.Columns[query.Column.Ordinal]);
        int[] ids = [];
        while (await walk.NextAsync(cancellationToken))
        {
            if (walk.Header.Kind == PageKind.Dictionary)
            {
                walk.Page.ReadDictionary(walk.Header, await walk.ReadBodyAsync(cancellationToken));
                ids = LookUp(query, walk.Page.Dictionary!);
            }
            else if (walk.Header.IsData)
            {
                bool mayMatch = !walk.Header.UsesDictionary || Array.Exists(ids, id => id >= 0);
                if (mayMatch || walk.Column.MaxRepetition > 0)
                {
                    await walk.ReadLevelsAsync(cancellationToken);
                }

                walk.CountRows();
                if (mayMatch)
                {
                    walk.Page.ReadValues();
                    Collect(walk, query, ids, rows);
                }
            }
        }

        return walk.IsComplete(group.RowCount) ? rows : throw new RefusedException(RefusalCode.Corrupt, "The chunk does not have the entries and rows that the footer says.");
    }

    /// <summary>By entry of the dictionary, the value that is asked for, or -1.</summary>
    private static int[] LookUp(ColumnQuery query, ValueBlock dictionary)
    {
        int[] ids = new int[dictionary.Count];
        Array.Fill(ids, -1);
        for (int i = query.Values.FindNext(dictionary, 0, out int id); i >= 0; i = query.Values.FindNext(dictionary, i + 1, out id))
        {
            ids[i] = id;
        }

        return ids;
    }

    private static void Collect(PageWalk walk, ColumnQuery query, int[] ids, Dictionary<int, SortedSet<int>> rows)
    {
        PageValues values = walk.Page.Values;
        RowCounter counter = new(walk);
        if (values.IsDictionary)
        {
            ReadOnlySpan<int> indices = values.Indices;
            for (int i = 0; i < indices.Length; i++)
            {
                if (ids[indices[i]] >= 0)
                {
                    Add(rows, ids[indices[i]], counter.RowOf(i));
                }
            }

            return;
        }

        for (int i = query.Values.FindNext(values.Values, 0, out int id); i >= 0; i = query.Values.FindNext(values.Values, i + 1, out id))
        {
            Add(rows, id, counter.RowOf(i));
        }
    }

    private static void Add(Dictionary<int, SortedSet<int>> rows, int id, int row)
    {
        if (!rows.TryGetValue(id, out SortedSet<int>? found))
        {
            found = [];
            rows.Add(id, found);
        }

        found.Add(row);
    }

    /// <summary>Says which row each value of a page belongs to, asked in ascending order.</summary>
    private struct RowCounter(PageWalk walk)
    {
        private long row = walk.RowsBefore - 1;
        private int entry = -1, value = -1;

        public int RowOf(int index)
        {
            ReadOnlySpan<byte> repetition = walk.Page.Repetition, definition = walk.Page.Definition;
            while (value < index)
            {
                entry++;
                row += repetition.IsEmpty || repetition[entry] == 0 ? 1 : 0;
                value += definition.IsEmpty || definition[entry] == walk.Column.MaxDefinition ? 1 : 0;
            }

            return (int)row;
        }
    }
}

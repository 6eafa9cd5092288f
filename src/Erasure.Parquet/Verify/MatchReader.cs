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
        List<Dictionary<int, List<int[]>>> placesById = [];
        foreach (ColumnQuery query in predicate.Queries)
        {
            Dictionary<int, List<int[]>> found = await ReadAsync(group, query, cancellationToken);
            placesById.Add(found);
            rows.UnionWith(found.Where(places => query.IsSimple[places.Key]).SelectMany(places => places.Value).Select(place => place[0]));
        }

        foreach (CompositeQuery composite in predicate.Composites)
        {
            rows.UnionWith(new CompositePlaces(composite).Rows(part => [.. part.Values.SelectMany(value => placesById[value.Query].GetValueOrDefault(value.Id, []))]));
        }

        return [.. rows];
    }

    /// <summary>By value that is asked for, the places that have it: see <see cref="PlaceCounter.PlaceOf"/>.</summary>
    private async ValueTask<Dictionary<int, List<int[]>>> ReadAsync(RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        Dictionary<int, List<int[]>> places = [];
        if (group.RowCount == 0)
        {
            return places;
        }

        using PageWalk walk = new(file, group, group.Columns[query.Column.Ordinal]);
        PlaceCounter counter = new(walk);
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
                counter.Begin();
                if (mayMatch)
                {
                    walk.Page.ReadValues();
                    Collect(walk.Page.Values, counter, query, ids, places);
                }

                counter.End();
            }
        }

        return walk.IsComplete(group.RowCount) ? places : throw new RefusedException(RefusalCode.Corrupt, "The chunk does not have the entries and rows that the footer says.");
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

    private static void Collect(PageValues values, PlaceCounter counter, ColumnQuery query, int[] ids, Dictionary<int, List<int[]>> places)
    {
        if (values.IsDictionary)
        {
            ReadOnlySpan<int> indices = values.Indices;
            for (int i = 0; i < indices.Length; i++)
            {
                if (ids[indices[i]] >= 0)
                {
                    Add(places, ids[indices[i]], counter.PlaceOf(i));
                }
            }

            return;
        }

        for (int i = query.Values.FindNext(values.Values, 0, out int id); i >= 0; i = query.Values.FindNext(values.Values, i + 1, out id))
        {
            Add(places, id, counter.PlaceOf(i));
        }
    }

    private static void Add(Dictionary<int, List<int[]>> places, int id, int[] place)
    {
        if (!places.TryGetValue(id, out List<int[]>? found))
        {
            found = [];
            places.Add(id, found);
        }

        found.Add(place);
    }
}

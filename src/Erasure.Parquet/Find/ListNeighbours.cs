using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Hashing;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Find;

/// <summary>Counts who else stands in the lists in which rows match: those elements go with the row.</summary>
/// <param name="file">The file.</param>
/// <param name="queries">All that the file is asked.</param>
internal sealed class ListNeighbours(ParquetFile file, IReadOnlyList<ColumnQuery> queries)
{
    private const int ReadAhead = 1 << 20;

    /// <summary>By row, how many different values that nobody asks for stand in the column beside one that matches; rows without any are left out.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="column">Position of a column that repeats.</param>
    /// <param name="rows">The rows that match in it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<IReadOnlyDictionary<int, int>> CountAsync(RowGroup group, int column, RowSet rows, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[column];
        ColumnQuery[] asked = [.. queries.Where(query => query.Column.Ordinal == column)];
        FileRange extent = file.Pages(group, chunk);
        using PageCursor cursor = new(file.Source, extent, file.Options, (int)Math.Min(ReadAhead, extent.Length));
        using PageDecoder decoder = new(asked[0].Column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        RowPosition position = new(asked[0].Column, group, chunk);
        Dictionary<int, int> counts = [];
        Row row = new(counts);
        bool[] dictionary = [];
        for (long entries = 0; entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
                dictionary = AreAsked(decoder.Dictionary!, asked);
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                position.Enter(decoder);

                // the page's first entries may go on with the row before it
                if (rows.AnyIn(Math.Max(0, position.RowsBefore - 1), decoder.EntryCount + 1))
                {
                    decoder.ReadValues();
                    Add(decoder.Values, dictionary, asked, position, rows, row);
                }

                position.Leave();
            }
        }

        row.End();
        return counts;
    }

    private static void Add(PageValues values, bool[] dictionary, ColumnQuery[] asked, RowPosition position, RowSet rows, Row row)
    {
        bool[] areAsked = values.IsDictionary ? dictionary : AreAsked(values.Values, asked);
        int count = values.IsDictionary ? values.Indices.Length : areAsked.Length;
        for (int i = 0; i < count; i++)
        {
            int at = position.RowOf(i);
            if (rows.Contains(at) && !areAsked[values.IsDictionary ? values.Indices[i] : i])
            {
                row.Add(at, XxHash64.Hash(values[i]));
            }
        }
    }

    private static bool[] AreAsked(ValueBlock values, ColumnQuery[] asked)
    {
        bool[] areAsked = new bool[values.Count];
        foreach (ColumnQuery query in asked)
        {
            for (int i = query.Values.FindNext(values, 0, out _); i >= 0; i = query.Values.FindNext(values, i + 1, out _))
            {
                areAsked[i] = true;
            }
        }

        return areAsked;
    }

    /// <summary>The row whose values are being seen.</summary>
    private sealed class Row(Dictionary<int, int> counts)
    {
        private readonly HashSet<ulong> others = [];
        private int current = -1;

        public void Add(int row, ulong other)
        {
            if (row != current)
            {
                End();
                current = row;
            }

            others.Add(other);
        }

        public void End()
        {
            if (others.Count > 0)
            {
                counts[current] = others.Count;
                others.Clear();
            }
        }
    }
}

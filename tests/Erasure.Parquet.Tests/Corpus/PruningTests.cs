using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Tests.Corpus;

/// <summary>Statistics, bloom filters, page indexes and dictionaries spare reading; they must not change what is found.</summary>
public sealed class PruningTests
{
    [CorpusTheory]
    [MemberData(nameof(CorpusTests.ErasedFiles), MemberType = typeof(CorpusTests))]
    public async Task Indexes_rule_out_nothing_that_is_there(string name)
    {
        using FileByteSource source = new(Path.Combine(CorpusTheoryAttribute.Folder, name));
        ParquetFile trusting = await ParquetFile.OpenAsync(source, new ParquetEraserOptions(), default);
        ParquetFile reading = await ParquetFile.OpenAsync(source, new ParquetEraserOptions { UseIndexes = false }, default);
        Random random = new(7);
        foreach (LeafColumn column in trusting.Schema.Leaves)
        {
            for (int i = 0; i < trusting.Metadata.RowGroupCount; i++)
            {
                byte[][] values = trusting.RowGroup(i).RowCount == 0 ? [] : await ValuesAsync(trusting, trusting.RowGroup(i), column);
                foreach (byte[] value in values.Length == 0 ? [] : random.GetItems(values, Math.Min(values.Length, 6)))
                {
                    CompiledPredicate predicate = new([new ColumnQuery(column, ValueSet.Create(column, [(value, 0)]), [true])], [], []);
                    RowSet[] found = await new FileSearch(trusting, predicate, new WorkLimit(trusting.Options)).FindAllAsync(default);
                    RowSet[] there = await new FileSearch(reading, predicate, new WorkLimit(reading.Options)).FindAllAsync(default);
                    Assert.Equal(there.Select(Rows), found.Select(Rows));
                    Assert.False(found[i].IsEmpty);
                }
            }
        }
    }

    private static List<int> Rows(RowSet set)
    {
        List<int> rows = [];
        for (int row = set.NextAtOrAfter(0); row != RowSet.None; row = set.NextAtOrAfter(row + 1))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The chunk's values; not NaN, which equals nothing and lies within no bounds.</summary>
    private static async Task<byte[][]> ValuesAsync(ParquetFile file, RowGroup group, LeafColumn column)
    {
        ColumnChunk chunk = group.Columns[column.Ordinal];
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 1 << 16);
        using PageDecoder decoder = new(column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        List<byte[]> values = [];
        for (long entries = 0; entries < chunk.ValueCount && await cursor.NextAsync(default) is { } header;)
        {
            ReadOnlyMemory<byte> body = await cursor.ReadBodyAsync(header, default);
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, body);
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                values.AddRange(Enumerable.Range(0, decoder.Values.Count).Select(i => decoder.Values[i].ToArray()));
            }
        }

        bool isFloating = column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal || column.Type is PhysicalType.Float or PhysicalType.Double;
        return [.. values.Where(value => !isFloating || !ValueComparer.IsNaN(value))];
    }
}

using Erasure.Parquet.Codecs;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Tests.Oracle;
using Erasure.Tests.Shared;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>Wherever pages are cut and whatever headers and indexes say of rows: exactly the rows that should go go.</summary>
public sealed class CutColumnTests
{
    private const int Batches = 20;

    private static readonly int BatchSize = LongTests.Asked ? 5000 : 100;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Batches)];

    public static TheoryData<int> ForeignSeeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_go_whole_wherever_pages_are_cut(int batch)
    {
        for (int seed = batch * BatchSize; seed < (batch + 1) * BatchSize; seed++)
        {
            CutColumn column = new(seed);
            byte[] source = column.Write();
            RowSet rows = column.PickRows();
            if (rows.IsEmpty || rows.IsFull)
            {
                continue;
            }

            (_, byte[] output) = await Plans.EraseRowsAsync(source, [rows]);
            RowEntry[] expected = [.. column.Rows.Where((_, row) => !rows.Contains(row)).SelectMany(row => row)];
            List<RowEntry> left = await CutColumn.ReadAsync(output);
            Assert.True(expected.SequenceEqual(left), $"seed {seed}");
            Assert.True(await NamesItsPagesAsync(output), $"seed {seed}: the offset index");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_that_hold_a_value_go_whole_wherever_pages_are_cut(int batch)
    {
        for (int seed = batch * BatchSize; seed < (batch + 1) * BatchSize; seed++)
        {
            CutColumn column = new(seed);
            byte[] source = column.Write();
            string[] values = [.. column.Entries.Select(entry => entry.Value).OfType<string>()];
            string value = values.Length == 0 ? "none" : values[seed % values.Length];
            RowEntry[] expected = [.. column.Rows.Where(row => !row.Exists(entry => entry.Value == value)).SelectMany(row => row)];

            Erased erased = await Erase.RunAsync(new ParquetRowEraser(), source, Erase.By(column.Path, value));

            Assert.Equal(column.Rows.Count, erased.Findings.Rows);
            List<RowEntry> left = await CutColumn.ReadAsync(erased.Bytes);
            Assert.True(expected.SequenceEqual(left), $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(ForeignSeeds))]
    public async Task Every_reader_that_reads_the_original_right_sees_exactly_the_other_rows(int seed)
    {
        CutColumn column = new(seed);
        byte[] source = column.Write();
        RowSet rows = column.PickRows();
        if (rows.IsEmpty)
        {
            rows.Add(0);
        }

        string path = GeneratedFile.PathOf($"cut-{seed}.parquet");
        await File.WriteAllBytesAsync(path, source);
        string whole = GeneratedFile.PathOf($"whole-{seed}.parquet");
        await File.WriteAllBytesAsync(whole, column.WriteWhole());
        Dictionary<string, string[]> wholes = await ForeignReaders.ReadAsync(whole, Foreign.ParquetReaders);
        Dictionary<string, string[]> seen = (await ForeignReaders.ReadAsync(path, Foreign.ParquetReaders))
            .Where(reader => wholes.TryGetValue(reader.Key, out string[]? expected) && expected.SequenceEqual(reader.Value, StringComparer.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        if (column.CutsRowsInV2)
        {
            // arrow-rs takes the end of such a page for the end of a row, and reads on by luck at most
            seen.Remove("parquet-wasm");
        }

        Assert.Contains("duckdb", seen.Keys);
        await ForeignOracle.AssertErasesAsync(source, seen, [rows]);
    }

    /// <summary>Whether the offset index, where there is one, names every page, in rows as they begin or as they go on.</summary>
    private static async Task<bool> NamesItsPagesAsync(byte[] bytes)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(bytes), new ParquetEraserOptions(), default);
        RowGroup group = file.RowGroup(0);
        ColumnChunk chunk = group.Columns[0];
        if (await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, default) is not { } index)
        {
            return true;
        }

        ThriftList locations = index.RequiredList(1, "page_locations");
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
        using PageDecoder decoder = new(file.Schema.Leaves[0], CodecTable.For(chunk.Codec), file.Options, file.Writer);
        long row = 0;
        int page = 0;
        bool holds = true;
        while (await cursor.NextAsync(default) is { } header)
        {
            if (!header.IsData)
            {
                continue;
            }

            decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, default));
            bool goesOn = !decoder.Repetition.IsEmpty && decoder.Repetition[0] > 0;
            PageLocation location = PageLocation.Of(locations.Struct(page++));
            holds &= location.Offset == header.Offset && location.Size == header.Range.Length && (location.FirstRow == row || (goesOn && location.FirstRow == row - 1));
            row += decoder.Repetition.IsEmpty ? header.ValueCount : decoder.Repetition.Count((byte)0);
        }

        return holds && page == locations.Count;
    }
}

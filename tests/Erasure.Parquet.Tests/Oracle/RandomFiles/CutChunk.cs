using System.Buffers.Binary;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>A column chunk's entries, and the pages that they are cut into.</summary>
internal sealed class CutChunk(LeafColumn column, int codecNumber, PageCut cut, Random random)
{
    private readonly ICodec codec = CodecTable.For(codecNumber);
    private readonly List<byte> repetition = [];
    private readonly List<byte> definition = [];
    private readonly List<byte[]> values = [];
    private readonly List<byte[]> dictionary = [];
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly List<(int Entry, int Value)> starts = [];
    private readonly List<PageLocation> locations = [];
    private readonly bool hasCrc = random.Next(2) == 0;

    public ByteBuffer Bytes { get; } = new();

    public long UncompressedLength { get; private set; }

    public bool IsDictionary => dictionary.Count > 0;

    /// <summary>Bytes of the dictionary page, header included.</summary>
    public int DictionaryLength { get; private set; }

    public ThriftStruct? OffsetIndex { get; private set; }

    public ThriftStruct? ColumnIndex { get; private set; }

    private int EntryCount => column.MaxDefinition > 0 ? definition.Count : values.Count;

    public async Task ReadAsync(ParquetFile file, RowGroup group, ColumnChunk chunk)
    {
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 1 << 16);
        using PageDecoder decoder = new(column, codec, file.Options, file.Writer);
        while (EntryCount < chunk.ValueCount && await cursor.NextAsync(CancellationToken.None) is { } header)
        {
            ReadOnlyMemory<byte> body = (await cursor.ReadBodyAsync(header, CancellationToken.None)).ToArray();
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, body);
            }
            else if (header.IsData)
            {
                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                repetition.AddRange(decoder.Repetition);
                definition.AddRange(decoder.Definition);
                values.AddRange(Enumerable.Range(0, decoder.Values.Count).Select(i => decoder.Values[i].ToArray()));
            }
        }
    }

    public void Write(long offset)
    {
        Place();
        if (column.Type != PhysicalType.Boolean && values.Count > 0 && random.Next(2) == 0)
        {
            foreach (byte[] value in values)
            {
                if (codes.TryAdd(Convert.ToHexString(value), dictionary.Count))
                {
                    dictionary.Add(value);
                }
            }

            WriteDictionary();
        }

        for (int i = 0; i + 1 < starts.Count; i++)
        {
            int at = Bytes.Length;
            WritePage(starts[i], starts[i + 1]);
            locations.Add(new PageLocation(offset + at, Bytes.Length - at, FirstRow(i)));
        }

        MakeIndexes();
    }

    /// <summary>Where pages begin, and the end.</summary>
    private void Place()
    {
        int rarity = random.Pick(2, 5, 40, 300);
        int value = 0;
        for (int entry = 0; entry < EntryCount; entry++)
        {
            bool begins = column.MaxRepetition == 0 || repetition[entry] == 0;
            if (entry == 0 || random.Next(rarity) == 0 && (begins || cut.FirstRows != FirstRows.Right))
            {
                starts.Add((entry, value));
            }

            value += column.MaxDefinition == 0 || definition[entry] == column.MaxDefinition ? 1 : 0;
        }

        starts.Add((EntryCount, value));
    }

    private void WriteDictionary()
    {
        byte[] body = [.. dictionary.SelectMany(Plain)];
        byte[] compressed = Compress(body);
        ThriftStruct inner = new();
        inner.SetI32(1, dictionary.Count);
        inner.SetI32(2, 0);
        WriteHeader(2, 7, inner, body.Length, compressed);
        Bytes.Append(compressed);
        DictionaryLength = Bytes.Length;
    }

    private void WritePage((int Entry, int Value) from, (int Entry, int Value) to)
    {
        int entries = to.Entry - from.Entry;
        byte[] repetitionRun = Levels(repetition, column.MaxRepetition, from.Entry, entries);
        byte[] definitionRun = Levels(definition, column.MaxDefinition, from.Entry, entries);
        byte[] encoded = Values(values.GetRange(from.Value, to.Value - from.Value));
        ThriftStruct inner = new();
        inner.SetI32(1, entries);
        if (cut.Version == 1)
        {
            inner.SetI32(2, IsDictionary ? 8 : 0);
            inner.SetI32(3, 3);
            inner.SetI32(4, 3);
            byte[] body = [.. WithLength(repetitionRun, column.MaxRepetition), .. WithLength(definitionRun, column.MaxDefinition), .. encoded];
            byte[] compressed = Compress(body);
            WriteHeader(0, 5, inner, body.Length, compressed);
            Bytes.Append(compressed);
            return;
        }

        int levels = repetitionRun.Length + definitionRun.Length;
        bool isCompressed = encoded.Length > 0 && random.Next(8) > 0;
        inner.SetI32(2, entries - (to.Value - from.Value));
        inner.SetI32(3, cut.CountsEntries ? entries : RowsBegun(from.Entry, to.Entry));
        inner.SetI32(4, IsDictionary ? 8 : 0);
        inner.SetI32(5, definitionRun.Length);
        inner.SetI32(6, repetitionRun.Length);
        inner.Set(7, ThriftValue.Bool(isCompressed));
        byte[] bodyV2 = [.. repetitionRun, .. definitionRun, .. isCompressed ? Compress(encoded) : encoded];
        WriteHeader(3, 8, inner, levels + encoded.Length, bodyV2);
        Bytes.Append(bodyV2);
    }

    private void WriteHeader(int kind, short id, ThriftStruct inner, int uncompressed, byte[] body)
    {
        ThriftStruct header = new();
        header.SetI32(1, kind);
        header.SetI32(2, uncompressed);
        header.SetI32(3, body.Length);
        if (hasCrc)
        {
            header.SetI32(4, (int)Crc32.Compute(body));
        }

        header.Set(id, ThriftValue.Of(inner));
        byte[] bytes = CompactWriter.ToArray(header);
        Bytes.Append(bytes);
        UncompressedLength += bytes.Length + uncompressed;
    }

    private void MakeIndexes()
    {
        if (cut.FirstRows == FirstRows.Absent)
        {
            return;
        }

        ThriftList pages = new(ThriftType.Struct);
        pages.Items.AddRange(cut.FirstRows == FirstRows.Empty ? [] : locations.Select(location => ThriftValue.Of(location.ToStruct())));
        OffsetIndex = new ThriftStruct();
        OffsetIndex.Set(1, ThriftValue.Of(pages));
        if (column.Order is not (ValueOrder.None or ValueOrder.Floating or ValueOrder.FloatingTotal) && random.Next(2) == 0)
        {
            ColumnIndex = MakeColumnIndex();
        }
    }

    private ThriftStruct MakeColumnIndex()
    {
        ThriftList nullPages = new(ThriftType.True), minima = new(ThriftType.Binary), maxima = new(ThriftType.Binary), nullCounts = new(ThriftType.I64);
        foreach (((int Entry, int Value) from, (int Entry, int Value) to) in starts.Zip(starts.Skip(1)))
        {
            byte[][] sorted = [.. values.GetRange(from.Value, to.Value - from.Value).Order(Comparer<byte[]>.Create((left, right) => ValueComparer.Compare(column.Order, left, right)))];
            nullPages.Items.Add(ThriftValue.Bool(sorted.Length == 0));
            minima.Items.Add(ThriftValue.Binary(sorted.Length == 0 ? [] : sorted[0]));
            maxima.Items.Add(ThriftValue.Binary(sorted.Length == 0 ? [] : sorted[^1]));
            nullCounts.Items.Add(ThriftValue.I64(to.Entry - from.Entry - sorted.Length));
        }

        ThriftStruct index = new();
        index.Set(1, ThriftValue.Of(nullPages));
        index.Set(2, ThriftValue.Of(minima));
        index.Set(3, ThriftValue.Of(maxima));
        index.SetI32(4, 0);
        index.Set(5, ThriftValue.Of(nullCounts));
        return index;
    }

    private long FirstRow(int page)
    {
        int entry = starts[page].Entry;
        int begun = RowsBegun(0, entry);
        bool continues = column.MaxRepetition > 0 && entry < EntryCount && repetition[entry] > 0;
        return cut.FirstRows switch
        {
            FirstRows.ContinuingRow => continues ? begun - 1 : begun,
            FirstRows.Shifted => page == 0 ? 0 : begun + 1,
            FirstRows.Entries => entry,
            _ => begun,
        };
    }

    private int RowsBegun(int from, int to) => column.MaxRepetition == 0 ? to - from : repetition.GetRange(from, to - from).Count(level => level == 0);

    private byte[] Values(List<byte[]> page)
    {
        using ByteBuffer buffer = new();
        if (IsDictionary)
        {
            int[] indices = [.. page.Select(value => codes[Convert.ToHexString(value)])];
            DictionaryIndices.Encode(indices, [new ValueRun(0, indices.Length)], PageDecoder.BitWidth(dictionary.Count - 1), buffer);
            return buffer.Span.ToArray();
        }

        if (column.Type != PhysicalType.Boolean)
        {
            return [.. page.SelectMany(Plain)];
        }

        var bits = new byte[(page.Count + 7) / 8];
        for (int i = 0; i < page.Count; i++)
        {
            bits[i / 8] |= (byte)(page[i][0] << (i % 8));
        }

        return bits;
    }

    private byte[] Plain(byte[] value)
    {
        if (!column.IsVariable)
        {
            return value;
        }

        var bytes = new byte[4 + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value.Length);
        value.CopyTo(bytes, 4);
        return bytes;
    }

    private byte[] Compress(byte[] body)
    {
        var compressed = new byte[codec.MaxCompressedLength(body.Length)];
        return compressed[..codec.Compress(body, compressed)];
    }

    private static byte[] Levels(List<byte> levels, int maxLevel, int first, int count)
    {
        if (maxLevel == 0)
        {
            return [];
        }

        using ByteBuffer buffer = new();
        RleHybrid.Encode<byte>(levels.GetRange(first, count).ToArray(), PageDecoder.BitWidth(maxLevel), buffer);
        return buffer.Span.ToArray();
    }

    private static byte[] WithLength(byte[] run, int maxLevel)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, run.Length);
        return maxLevel == 0 ? [] : [.. length, .. run];
    }
}

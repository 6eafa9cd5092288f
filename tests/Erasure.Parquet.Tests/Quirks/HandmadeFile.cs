using System.Buffers.Binary;
using System.Text;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>Builds Parquet files byte by byte, slips of known writers included, one column of one row group.</summary>
internal sealed class HandmadeFile
{
    private readonly ByteBuffer bytes = new();
    private readonly List<ThriftStruct> rowGroups = [];
    private readonly List<PageLocation> pages = [];
    private long chunkStart;
    private long uncompressed;
    private byte[]? finished;

    public HandmadeFile() => bytes.Append("PAR1"u8);

    public string? CreatedBy { get; init; } = "handmade version 1.0.0";

    /// <summary>0 required, 1 optional, 2 repeated.</summary>
    public int Repetition { get; init; }

    /// <summary>Repetitions of groups above the column, the outermost first.</summary>
    public int[] Groups { get; init; } = [];

    /// <summary>The physical type's number.</summary>
    public int Type { get; init; } = 6;

    public int Codec { get; init; }

    /// <summary>Bytes of a FIXED_LEN_BYTE_ARRAY.</summary>
    public int TypeLength { get; init; }

    /// <summary>The converted type's number: 0 for UTF-8, 5 for decimals, 14 for UINT_64.</summary>
    public int? Converted { get; init; }

    /// <summary>The field of the column's annotation (<c>LogicalType</c>) that has no parameters: 11 for nulls alone.</summary>
    public short? Annotation { get; init; }

    /// <summary>The footer tells the column's order, so that bounds have a meaning.</summary>
    public bool HasOrder { get; init; }

    /// <summary>Rows that the footer counts beyond those of the row groups.</summary>
    public int RowsTooMany { get; init; }

    public long Position => bytes.Length;

    /// <summary>Where the chunk's first data page begins.</summary>
    public long FirstPage => pages[0].Offset;

    /// <summary>The footer, before it is written.</summary>
    public ThriftStruct Footer { get; } = new();

    public static byte[] Snappy(byte[] plain)
    {
        ICodec snappy = CodecTable.For(1);
        byte[] block = new byte[snappy.MaxCompressedLength(plain.Length)];
        return block[..snappy.Compress(plain, block)];
    }

    /// <summary>PLAIN byte arrays.</summary>
    public static byte[] Plain(params string[] values)
    {
        using ByteBuffer buffer = new();
        foreach (string value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer.Reserve(4), Encoding.UTF8.GetByteCount(value));
            buffer.Append(Encoding.UTF8.GetBytes(value));
        }

        return buffer.Span.ToArray();
    }

    /// <summary>Levels of one bit, with the length that a v1 page has before them.</summary>
    public static byte[] Levels(bool withLength, params byte[] levels) => Levels(withLength, 1, levels);

    /// <summary>Levels up to a highest one, none of which takes no bytes.</summary>
    public static byte[] Levels(bool withLength, int maxLevel, byte[] levels)
    {
        if (maxLevel == 0)
        {
            return [];
        }

        using ByteBuffer buffer = new();
        RleHybrid.Encode<byte>(levels, PageDecoder.BitWidth(maxLevel), buffer);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, buffer.Length);
        return withLength ? [.. length, .. buffer.Span] : buffer.Span.ToArray();
    }

    /// <summary>Indices into a dictionary.</summary>
    public static byte[] Indices(int bitWidth, params int[] indices)
    {
        using ByteBuffer buffer = new();
        DictionaryIndices.Encode(indices, [new ValueRun(0, indices.Length)], bitWidth, buffer);
        return buffer.Span.ToArray();
    }

    public void Gap(ReadOnlySpan<byte> gap) => bytes.Append(gap);

    public HandmadeFile Begin()
    {
        chunkStart = Position;
        pages.Clear();
        uncompressed = 0;
        return this;
    }

    public void DictionaryPage(byte[] body, int count, int? declared = null)
    {
        ThriftStruct inner = new();
        inner.SetI32(1, count);
        inner.SetI32(2, 0);
        Page(2, 7, inner, body, declared ?? body.Length);
    }

    public void DataPage(byte[] body, int count, int encoding = 0, int? declared = null, Action<ThriftStruct>? change = null)
    {
        ThriftStruct inner = new();
        inner.SetI32(1, count);
        inner.SetI32(2, encoding);
        inner.SetI32(3, 3);
        inner.SetI32(4, 3);
        Page(0, 5, inner, body, declared ?? body.Length, change);
    }

    public void DataPageV2(
        byte[] repetition,
        byte[] definition,
        byte[] values,
        int count,
        int nulls,
        int rows,
        int encoding = 0,
        bool isCompressed = true,
        int? declaredValues = null,
        Action<ThriftStruct>? change = null)
    {
        ThriftStruct inner = new();
        inner.SetI32(1, count);
        inner.SetI32(2, nulls);
        inner.SetI32(3, rows);
        inner.SetI32(4, encoding);
        inner.SetI32(5, definition.Length);
        inner.SetI32(6, repetition.Length);
        inner.Set(7, ThriftValue.Bool(isCompressed));
        Page(3, 8, inner, [.. repetition, .. definition, .. values], repetition.Length + definition.Length + (declaredValues ?? values.Length), change);
    }

    /// <summary>Ends the row group's one chunk.</summary>
    /// <param name="rows">Rows of the row group.</param>
    /// <param name="values">Entries of the chunk.</param>
    /// <param name="change">What this writer gets wrong: the chunk's metadata.</param>
    /// <param name="changeChunk">The same for what stands around the metadata: where page indexes are.</param>
    public void End(long rows, long values, Action<ThriftStruct>? change = null, Action<ThriftStruct>? changeChunk = null)
    {
        ThriftList path = new(ThriftType.Binary);
        path.Items.AddRange(Groups.Select((_, depth) => ThriftValue.Binary(Encoding.UTF8.GetBytes($"g{depth}"))));
        path.Items.Add(ThriftValue.Binary("c"u8.ToArray()));
        ThriftStruct meta = new();
        meta.SetI32(1, Type);
        meta.Set(2, ThriftValue.Of(new ThriftList(ThriftType.I32)));
        meta.Set(3, ThriftValue.Of(path));
        meta.SetI32(4, Codec);
        meta.SetI64(5, values);
        meta.SetI64(6, uncompressed);
        meta.SetI64(7, Position - chunkStart);
        meta.SetI64(9, chunkStart);
        change?.Invoke(meta);
        ThriftStruct chunk = new();
        chunk.SetI64(2, 0);
        chunk.Set(3, ThriftValue.Of(meta));
        changeChunk?.Invoke(chunk);
        ThriftList columns = new(ThriftType.Struct);
        columns.Items.Add(ThriftValue.Of(chunk));
        ThriftStruct group = new();
        group.Set(1, ThriftValue.Of(columns));
        group.SetI64(2, uncompressed);
        group.SetI64(3, rows);
        rowGroups.Add(group);
    }

    /// <summary>Gives the chunk that ended last an offset index, and a column index.</summary>
    /// <param name="firstRows">What the index says of each page's first row.</param>
    /// <param name="bounds">By page the smallest and the largest value; null for no column index, an empty pair for a page of nulls.</param>
    public void AddIndexes(long[] firstRows, (string Min, string Max)[]? bounds = null)
    {
        ThriftStruct chunk = rowGroups[^1].List(1)!.Struct(0);
        if (bounds is not null)
        {
            ThriftStruct columnIndex = new();
            ThriftList nullPages = new(ThriftType.True), mins = new(ThriftType.Binary), maxs = new(ThriftType.Binary);
            nullPages.Items.AddRange(bounds.Select(bound => ThriftValue.Bool(bound.Max.Length == 0)));
            mins.Items.AddRange(bounds.Select(bound => ThriftValue.Binary(Encoding.UTF8.GetBytes(bound.Min))));
            maxs.Items.AddRange(bounds.Select(bound => ThriftValue.Binary(Encoding.UTF8.GetBytes(bound.Max))));
            columnIndex.Set(1, ThriftValue.Of(nullPages));
            columnIndex.Set(2, ThriftValue.Of(mins));
            columnIndex.Set(3, ThriftValue.Of(maxs));
            columnIndex.SetI32(4, 0);
            AddIndex(chunk, 6, columnIndex);
        }

        ThriftStruct offsetIndex = new();
        offsetIndex.Set(1, ThriftValue.Of(List([.. firstRows.Select((row, page) => (pages[page] with { FirstRow = row }).ToStruct())])));
        AddIndex(chunk, 4, offsetIndex);
    }

    public byte[] Finish() => finished ??= Write();

    private void AddIndex(ThriftStruct chunk, short id, ThriftStruct index)
    {
        byte[] serialized = CompactWriter.ToArray(index);
        chunk.SetI64(id, Position);
        chunk.SetI32((short)(id + 1), serialized.Length);
        bytes.Append(serialized);
    }

    private byte[] Write()
    {
        ThriftStruct root = new();
        root.SetBinary(4, "schema"u8.ToArray());
        root.SetI32(5, 1);
        ThriftStruct leaf = new();
        leaf.SetI32(1, Type);
        leaf.SetI32(3, Repetition);
        leaf.SetBinary(4, "c"u8.ToArray());
        if (TypeLength > 0)
        {
            leaf.SetI32(2, TypeLength);
        }

        if (Converted is { } converted)
        {
            leaf.SetI32(6, converted);
        }

        if (Annotation is { } annotation)
        {
            ThriftStruct logical = new();
            logical.Set(annotation, ThriftValue.Of(new ThriftStruct()));
            leaf.Set(10, ThriftValue.Of(logical));
        }

        if (HasOrder)
        {
            ThriftStruct order = new();
            order.Set(1, ThriftValue.Of(new ThriftStruct()));
            Footer.Set(7, ThriftValue.Of(List(order)));
        }

        Footer.SetI32(1, 1);
        ThriftStruct[] groups = [.. Groups.Select((repetition, depth) =>
        {
            ThriftStruct group = new();
            group.SetI32(3, repetition);
            group.SetBinary(4, Encoding.UTF8.GetBytes($"g{depth}"));
            group.SetI32(5, 1);
            return group;
        })];
        Footer.Set(2, ThriftValue.Of(List([root, .. groups, leaf])));
        Footer.SetI64(3, rowGroups.Sum(group => group.Number(3)!.Value) + RowsTooMany);
        Footer.Set(4, ThriftValue.Of(List([.. rowGroups])));
        if (CreatedBy is not null)
        {
            Footer.SetBinary(6, Encoding.UTF8.GetBytes(CreatedBy));
        }

        byte[] footer = CompactWriter.ToArray(Footer);
        bytes.Append(footer);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.Reserve(4), footer.Length);
        bytes.Append("PAR1"u8);
        return bytes.Span.ToArray();
    }

    private void Page(int kind, short id, ThriftStruct inner, byte[] body, int declared, Action<ThriftStruct>? change = null)
    {
        ThriftStruct header = new();
        header.SetI32(1, kind);
        header.SetI32(2, declared);
        header.SetI32(3, body.Length);
        header.Set(id, ThriftValue.Of(inner));
        change?.Invoke(header);
        byte[] serialized = CompactWriter.ToArray(header);
        if (kind != 2)
        {
            pages.Add(new PageLocation(Position, serialized.Length + body.Length, 0));
        }

        bytes.Append(serialized);
        bytes.Append(body);
        uncompressed += serialized.Length + declared;
    }

    private static ThriftList List(params ThriftStruct[] items)
    {
        ThriftList list = new(ThriftType.Struct);
        list.Items.AddRange(items.Select(ThriftValue.Of));
        return list;
    }
}

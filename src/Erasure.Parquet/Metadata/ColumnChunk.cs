using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>A typed view on the thrift structs <c>ColumnChunk</c> and <c>ColumnMetaData</c>.</summary>
internal sealed class ColumnChunk
{
    private readonly int rowGroup;
    private readonly ThriftStruct? meta;

    public ColumnChunk(int rowGroup, int ordinal, ThriftStruct raw)
    {
        this.rowGroup = rowGroup;
        Ordinal = ordinal;
        Raw = raw;
        meta = raw.Struct(3);
    }

    public int Ordinal { get; }

    public ThriftStruct Raw { get; }

    /// <summary>The column's <c>ColumnMetaData</c>.</summary>
    public ThriftStruct Meta => meta ?? throw new RefusedException(RefusalCode.Corrupt, $"Row group {rowGroup}, column {Ordinal} has no metadata.");

    public bool IsEncrypted => Raw.Has(8) || Raw.Has(9);

    /// <summary>The pages lie in a file of their own. Writers that set every field name none.</summary>
    public bool IsExternal => Raw.Binary(1) is { Length: > 0 };

    public int PhysicalType => Meta.RequiredInt(1, "ColumnMetaData.type");

    /// <summary>What the footer lists; some writers list nothing.</summary>
    public IEnumerable<int> Encodings => Meta.List(2) is { } list ? Enumerable.Range(0, list.Count).Select(i => (int)list.Number(i)) : [];

    public int Codec => Meta.RequiredInt(4, "ColumnMetaData.codec");

    public long ValueCount
    {
        get => Meta.RequiredNumber(5, "ColumnMetaData.num_values");
        set => Meta.SetI64(5, value);
    }

    public long TotalUncompressedSize
    {
        get => Meta.RequiredNumber(6, "ColumnMetaData.total_uncompressed_size");
        set => Meta.SetI64(6, value);
    }

    public long TotalCompressedSize
    {
        get => Meta.RequiredNumber(7, "ColumnMetaData.total_compressed_size");
        set => Meta.SetI64(7, value);
    }

    public long DataPageOffset
    {
        get => Meta.RequiredNumber(9, "ColumnMetaData.data_page_offset");
        set => Meta.SetI64(9, value);
    }

    public long? DictionaryPageOffset
    {
        get => Meta.Number(11);
        set => Set(Meta, 11, value);
    }

    public ThriftStruct? Statistics
    {
        get => Meta.Struct(12);
        set => Set(Meta, 12, value);
    }

    /// <summary>The chunk's own key/value metadata.</summary>
    public ThriftList? KeyValues => Meta.List(8);

    public ThriftList? EncodingStats => Meta.List(13);

    public long? BloomFilterOffset => Meta.Number(14);

    public int? BloomFilterLength => Meta.Int(15);

    public ThriftStruct? SizeStatistics => Meta.Struct(16);

    public FileRange? OffsetIndex
    {
        get => Range(4, 5);
        set => SetRange(4, 5, value);
    }

    public FileRange? ColumnIndex
    {
        get => Range(6, 7);
        set => SetRange(6, 7, value);
    }

    /// <summary>
    /// Where the pages begin. A dictionary offset that is 0, or at or behind the first data page's, is one of the known writers' slips:
    /// the pages then begin at the data page offset, and the page header says what is there. A data page at 0 isn't there: of no row, Arrow C++ writes the dictionary alone.
    /// </summary>
    public long PagesOffset => DictionaryPageOffset is { } dictionary && dictionary > 0 && (dictionary < DataPageOffset || DataPageOffset == 0) ? dictionary : DataPageOffset;

    public void SetBloomFilter(FileRange? range)
    {
        if (range is not { } filter)
        {
            Meta.Remove(14);
            Meta.Remove(15);
            return;
        }

        Meta.SetI64(14, filter.Offset);
        Meta.SetI32(15, (int)filter.Length);
    }

    /// <summary>Moves everything that points into the pages by <paramref name="shift"/> bytes.</summary>
    public void Shift(long shift)
    {
        long start = PagesOffset;
        foreach (short id in (ReadOnlySpan<short>)[9, 10, 11])
        {
            // 0 means absent to some writers
            if (Meta.Number(id) is > 0 and { } offset)
            {
                Meta.SetI64(id, offset + shift);
            }
        }

        MoveFileOffset(start + shift);
    }

    /// <summary>
    /// <c>file_offset</c> has meant the first page, the data page, or a copy of the metadata behind the chunk (which is not kept).
    /// 0 stays 0, anything else becomes the chunk's start.
    /// </summary>
    public void MoveFileOffset(long start)
    {
        if (Raw.Number(2) is { } old && old != 0)
        {
            Raw.SetI64(2, start);
        }
    }

    /// <summary>
    /// Drops what may quote values and can't be made anew: unknown fields, the chunk's own key/value metadata (8), index pages (10),
    /// and bounding boxes (17), which can't be made smaller without reading geometries.
    /// </summary>
    public void KeepKnown()
    {
        Raw.KeepOnly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        Meta.KeepOnly(1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15, 16);
    }

    private FileRange? Range(short offsetId, short lengthId) =>
        Raw.Number(offsetId) is { } offset && Raw.Int(lengthId) is { } length && length > 0 ? new FileRange(offset, length) : null;

    private void SetRange(short offsetId, short lengthId, FileRange? range)
    {
        if (range is not { } value)
        {
            Raw.Remove(offsetId);
            Raw.Remove(lengthId);
            return;
        }

        Raw.SetI64(offsetId, value.Offset);
        Raw.SetI32(lengthId, (int)value.Length);
    }

    private static void Set(ThriftStruct target, short id, long? value)
    {
        if (value is { } number)
        {
            target.SetI64(id, number);
        }
        else
        {
            target.Remove(id);
        }
    }

    private static void Set(ThriftStruct target, short id, ThriftStruct? value)
    {
        if (value is null)
        {
            target.Remove(id);
        }
        else
        {
            target.Set(id, ThriftValue.Of(value));
        }
    }
}

using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Pages;

/// <summary>A typed view on the thrift struct <c>PageHeader</c>.</summary>
internal sealed class PageHeader
{
    private const short DataId = 5, DictionaryId = 7, DataV2Id = 8;
    private static readonly short[] KnownData = [1, 2, 3, 4, 5], KnownDataV2 = [1, 2, 3, 4, 5, 6, 7, 8], KnownDictionary = [1, 2, 3], KnownStatistics = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    private readonly ThriftStruct? specific;

    public PageHeader(ThriftStruct raw, long offset, int length)
    {
        Raw = raw;
        Offset = offset;
        Length = length;
        Kind = (PageKind)raw.RequiredInt(1, "PageHeader.type");
        UncompressedSize = raw.RequiredInt(2, "PageHeader.uncompressed_page_size");
        CompressedSize = raw.RequiredInt(3, "PageHeader.compressed_page_size");
        Crc = raw.Int(4);
        specific = Kind switch
        {
            PageKind.Data => raw.Struct(DataId) ?? throw Corrupt("has no data page header"),
            PageKind.Dictionary => raw.Struct(DictionaryId) ?? throw Corrupt("has no dictionary page header"),
            PageKind.DataV2 => raw.Struct(DataV2Id) ?? throw Corrupt("has no data page header"),
            _ => null,
        };
        ValueCount = specific?.RequiredInt(1, "PageHeader.num_values") ?? 0;
        if (UncompressedSize < 0 || CompressedSize < 0 || ValueCount < 0)
        {
            throw Corrupt("has a negative size or count");
        }

        ReadSpecific();
    }

    public ThriftStruct Raw { get; }

    public PageKind Kind { get; }

    /// <summary>Where the header begins in the file.</summary>
    public long Offset { get; }

    /// <summary>Bytes of the header.</summary>
    public int Length { get; }

    public int UncompressedSize { get; }

    public int CompressedSize { get; }

    public int? Crc { get; }

    public bool IsData => Kind is PageKind.Data or PageKind.DataV2;

    /// <summary>Entries, nulls included; values of a dictionary.</summary>
    public int ValueCount { get; }

    public ValueEncoding Encoding { get; private set; }

    public ValueEncoding DefinitionEncoding { get; private set; } = ValueEncoding.Rle;

    public ValueEncoding RepetitionEncoding { get; private set; } = ValueEncoding.Rle;

    public int DefinitionBytes { get; private set; }

    public int RepetitionBytes { get; private set; }

    /// <summary>v2 can leave its values uncompressed whatever the chunk's codec.</summary>
    public bool IsCompressed { get; private set; } = true;

    public bool UsesDictionary => IsData && Encoding is ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary;

    public ThriftStruct? Statistics => Kind switch
    {
        PageKind.Data => specific!.Struct(5),
        PageKind.DataV2 => specific!.Struct(8),
        _ => null,
    };

    public FileRange Range => new(Offset, (long)Length + CompressedSize);

    /// <summary>The header or its statistics have fields that aren't understood, and so may hold values.</summary>
    public bool HasUnknown => Raw.HasOtherThan(1, 2, 3, 4, SpecificId) || specific!.HasOtherThan(KnownFields) || Statistics?.HasOtherThan(KnownStatistics) == true;

    private short SpecificId => Kind switch
    {
        PageKind.Data => DataId,
        PageKind.DataV2 => DataV2Id,
        _ => DictionaryId,
    };

    private short[] KnownFields => Kind switch
    {
        PageKind.Data => KnownData,
        PageKind.DataV2 => KnownDataV2,
        _ => KnownDictionary,
    };

    /// <summary>A copy of the header without what isn't understood.</summary>
    public ThriftStruct Known()
    {
        ThriftStruct header = Copy(Raw), inner = Copy(specific!);
        header.KeepOnly(1, 2, 3, 4, SpecificId);
        inner.KeepOnly(KnownFields);
        if (Statistics is { } statistics)
        {
            ThriftStruct known = Copy(statistics);
            known.KeepOnly(KnownStatistics);
            inner.Set(StatisticsId, ThriftValue.Of(known));
        }

        header.Set(SpecificId, ThriftValue.Of(inner));
        return header;
    }

    private short StatisticsId => (short)(Kind == PageKind.Data ? 5 : 8);

    /// <summary>A copy of the header that describes a rewritten page.</summary>
    public ThriftStruct With(PageSizes sizes, int? crc, ThriftStruct? statistics)
    {
        ThriftStruct header = Known();
        header.SetI32(2, sizes.Uncompressed);
        header.SetI32(3, sizes.Compressed);
        if (crc is { } checksum)
        {
            header.SetI32(4, checksum);
        }

        ThriftStruct inner = header.Struct(SpecificId)!;
        inner.SetI32(1, sizes.Values);
        if (Kind == PageKind.DataV2)
        {
            inner.SetI32(2, sizes.Nulls);
            inner.SetI32(3, sizes.Rows);
            inner.SetI32(5, sizes.DefinitionBytes);
            inner.SetI32(6, sizes.RepetitionBytes);
            if (sizes.Uncompressed == sizes.DefinitionBytes + sizes.RepetitionBytes)
            {
                // no values, no bytes: some readers ask the codec all the same, unless told not to
                inner.Set(7, ThriftValue.Bool(false));
            }
        }

        // overwritten entries stand where they stood, not where they sort
        if (Kind == PageKind.Dictionary)
        {
            inner.Remove(3);
        }

        if (IsData)
        {
            inner.Remove(StatisticsId);
            if (statistics is not null)
            {
                inner.Set(StatisticsId, ThriftValue.Of(statistics));
            }
        }

        return header;
    }

    private void ReadSpecific()
    {
        switch (Kind)
        {
            case PageKind.Data:
                Encoding = (ValueEncoding)specific!.RequiredInt(2, "DataPageHeader.encoding");
                DefinitionEncoding = (ValueEncoding)specific.RequiredInt(3, "DataPageHeader.definition_level_encoding");
                RepetitionEncoding = (ValueEncoding)specific.RequiredInt(4, "DataPageHeader.repetition_level_encoding");
                break;
            case PageKind.Dictionary:
                Encoding = (ValueEncoding)specific!.RequiredInt(2, "DictionaryPageHeader.encoding");
                break;
            case PageKind.DataV2:
                Encoding = (ValueEncoding)specific!.RequiredInt(4, "DataPageHeaderV2.encoding");
                DefinitionBytes = specific.RequiredInt(5, "DataPageHeaderV2.definition_levels_byte_length");
                RepetitionBytes = specific.RequiredInt(6, "DataPageHeaderV2.repetition_levels_byte_length");
                IsCompressed = specific.Bool(7) ?? true;
                if (DefinitionBytes < 0 || RepetitionBytes < 0 || (long)DefinitionBytes + RepetitionBytes > CompressedSize || (long)DefinitionBytes + RepetitionBytes > UncompressedSize)
                {
                    throw Corrupt("has levels that do not fit its size");
                }

                break;
        }
    }

    private static ThriftStruct Copy(ThriftStruct source)
    {
        ThriftStruct copy = new();
        foreach ((short id, ThriftValue value) in source.Fields)
        {
            copy.Append(id, value);
        }

        return copy;
    }

    private RefusedException Corrupt(string what) => new(RefusalCode.Corrupt, $"The page at byte {Offset} {what}.");
}

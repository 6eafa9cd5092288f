using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Makes a chunk's offset index anew while its pages are written.</summary>
internal sealed class OffsetIndexRewriter
{
    private const short Locations = 1, ValueBytes = 2;

    private readonly ThriftStruct raw;
    private readonly ThriftList oldLocations;
    private readonly ThriftList? valueBytes;
    private readonly List<PageLocation> locations = [];
    private readonly List<long> keptBytes = [];
    private bool bytesAreSound;

    public OffsetIndexRewriter(ThriftStruct raw)
    {
        this.raw = raw;
        oldLocations = raw.RequiredList(Locations, "OffsetIndex.page_locations");
        valueBytes = raw.List(ValueBytes);
        bytesAreSound = valueBytes?.Count == PageCount;
    }

    /// <summary>Data pages of the chunk as it was.</summary>
    public int PageCount => oldLocations.Count;

    /// <summary>The rows that an old data page holds, in a row group of <paramref name="rowCount"/> rows: with an offset index, pages begin and end with rows.</summary>
    public (long First, long Count) Rows(int page, long rowCount)
    {
        if (page >= PageCount)
        {
            throw new RefusedException(RefusalCode.Corrupt, "The chunk has more data pages than its offset index.");
        }

        long first = PageLocation.Of(oldLocations.Struct(page)).FirstRow;
        long end = page + 1 < PageCount ? PageLocation.Of(oldLocations.Struct(page + 1)).FirstRow : rowCount;
        return end >= first ? (first, end - first) : throw new RefusedException(RefusalCode.Corrupt, "The offset index does not ascend.");
    }

    /// <summary>Takes over a page.</summary>
    /// <param name="page">Its position among the old data pages.</param>
    /// <param name="location">Where it is now, from the chunk's start.</param>
    /// <param name="erasedBytes">Bytes of values that went from it.</param>
    public void Add(int page, PageLocation location, long erasedBytes)
    {
        locations.Add(location);
        if (bytesAreSound)
        {
            long rest = valueBytes!.Number(page) - erasedBytes;
            keptBytes.Add(rest);
            bytesAreSound = rest >= 0;
        }
    }

    /// <summary>The index of a chunk that begins at <paramref name="chunkStart"/>.</summary>
    public byte[] Build(long chunkStart)
    {
        ThriftList list = new(ThriftType.Struct);
        list.Items.AddRange(locations.Select(location => ThriftValue.Of((location with { Offset = chunkStart + location.Offset }).ToStruct())));
        raw.KeepOnly(ValueBytes);
        raw.Set(Locations, ThriftValue.Of(list));
        if (bytesAreSound)
        {
            raw.Set(ValueBytes, ThriftValue.Of(ThriftList.OfI64(keptBytes)));
        }
        else
        {
            raw.Remove(ValueBytes);
        }

        return CompactWriter.ToArray(raw);
    }

    /// <summary>The index of a chunk that moved as it was.</summary>
    public static byte[] Shift(ThriftStruct raw, long shift)
    {
        ThriftList list = raw.RequiredList(Locations, "OffsetIndex.page_locations");
        for (int i = 0; i < list.Count; i++)
        {
            ThriftStruct location = list.Struct(i);
            location.SetI64(1, location.RequiredNumber(1, "PageLocation.offset") + shift);
        }

        return CompactWriter.ToArray(raw);
    }
}

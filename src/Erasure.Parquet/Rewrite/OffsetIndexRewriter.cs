using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Makes a chunk's offset index anew while its pages are written.</summary>
/// <remarks>Where pages lie and which rows they begin with is counted anew. Of the old index only the bytes of values are used, and how its writer counts rows.</remarks>
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

    /// <summary>Data pages that the old index names.</summary>
    public int PageCount => oldLocations.Count;

    /// <summary>Takes over a page. Its row is the first that begins in it, or the one that goes on in it where the writer counted so.</summary>
    /// <param name="page">Its position among the old data pages.</param>
    /// <param name="location">Where it is now, from the chunk's start, and the rows that begin before it.</param>
    /// <param name="oldFirstRow">The rows that began before it.</param>
    /// <param name="continuesRow">It begins inside a row.</param>
    /// <param name="erasedBytes">Bytes of values that went from it.</param>
    public void Add(int page, PageLocation location, long oldFirstRow, bool continuesRow, long erasedBytes)
    {
        bool countsWhatGoesOn = continuesRow && page < PageCount && PageLocation.Of(oldLocations.Struct(page)).FirstRow == oldFirstRow - 1;
        locations.Add(countsWhatGoesOn ? location with { FirstRow = location.FirstRow - 1 } : location);
        bytesAreSound = bytesAreSound && page < PageCount;
        if (bytesAreSound)
        {
            long rest = valueBytes!.Number(page) - erasedBytes;
            keptBytes.Add(rest);
            bytesAreSound = rest >= 0;
        }
    }

    /// <summary>The old index named other pages than there are.</summary>
    public void DropValueBytes() => bytesAreSound = false;

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

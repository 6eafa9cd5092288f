using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>A data page in an offset index.</summary>
/// <param name="Offset">Where its header begins; within a chunk being written, from the chunk's start.</param>
/// <param name="Size">Bytes, header included.</param>
/// <param name="FirstRow">The row group's row that it begins with.</param>
internal readonly record struct PageLocation(long Offset, int Size, long FirstRow)
{
    public static PageLocation Of(ThriftStruct raw) => new(
        raw.RequiredNumber(1, "PageLocation.offset"),
        raw.RequiredInt(2, "PageLocation.compressed_page_size"),
        raw.RequiredNumber(3, "PageLocation.first_row_index"));

    public ThriftStruct ToStruct()
    {
        ThriftStruct raw = new();
        raw.SetI64(1, Offset);
        raw.SetI32(2, Size);
        raw.SetI64(3, FirstRow);
        return raw;
    }
}

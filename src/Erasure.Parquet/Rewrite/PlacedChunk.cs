using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>Where a chunk's structures lie in the new file, and the indexes that wait to be written.</summary>
internal struct PlacedChunk
{
    public long Start;
    public byte[]? ColumnIndex;
    public byte[]? OffsetIndex;
    public FileRange? BloomFilter;
    public long ColumnIndexOffset;
    public long ColumnIndexLength;
    public long OffsetIndexOffset;
    public long OffsetIndexLength;
}

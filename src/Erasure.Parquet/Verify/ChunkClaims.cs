using Erasure.Parquet.Bloom;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>What a chunk says of itself beside its pages.</summary>
/// <param name="Statistics">The footer's <c>Statistics</c>.</param>
/// <param name="Sizes">The footer's <c>SizeStatistics</c>.</param>
/// <param name="ColumnIndex">The chunk's <c>ColumnIndex</c>.</param>
/// <param name="OffsetIndex">The chunk's <c>OffsetIndex</c>.</param>
/// <param name="Bloom">The bloom filter, where it is of the one kind there is.</param>
/// <param name="BloomRange">Where the bloom filter lies, header included.</param>
internal sealed record ChunkClaims(ThriftStruct? Statistics, ThriftStruct? Sizes, ThriftStruct? ColumnIndex, ThriftStruct? OffsetIndex, SplitBlockBloomFilter? Bloom, FileRange? BloomRange)
{
    /// <summary>Longer than any header of a bloom filter.</summary>
    private const int BloomHeaderProbe = 256;

    private const int MaxBloomBytes = 128 << 20;

    public static async ValueTask<ChunkClaims> ReadAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        (FileRange Range, int HeaderLength, bool IsKnown)? bloom = await FindBloomAsync(file, chunk, cancellationToken);
        return new ChunkClaims(
            chunk.Statistics,
            chunk.SizeStatistics,
            await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken),
            await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken),
            bloom is { IsKnown: true } known ? await ReadBloomAsync(file, known.Range, known.HeaderLength, cancellationToken) : null,
            bloom?.Range);
    }

    /// <summary>Where the chunk's bloom filter lies, by its own header.</summary>
    public static async ValueTask<(FileRange Range, int HeaderLength, bool IsKnown)?> FindBloomAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.BloomFilterOffset is not > 0)
        {
            return null;
        }

        long offset = chunk.BloomFilterOffset.Value;
        byte[] probe = new byte[new FileRange(offset, Math.Min(BloomHeaderProbe, file.DataEnd - offset)).Within(file.DataEnd, "A bloom filter").Length];
        await file.Source.ReadAsync(offset, probe, cancellationToken);
        (ThriftStruct header, int length) = Parse(probe);
        int size = header.RequiredInt(1, "BloomFilterHeader.numBytes");
        bool isKnown = size is > 0 and <= MaxBloomBytes && size % SplitBlockBloomFilter.BlockBytes == 0
            && IsFirstOfUnion(header, 2) && IsFirstOfUnion(header, 3) && IsFirstOfUnion(header, 4);
        return (new FileRange(offset, (long)length + size).Within(file.DataEnd, "A bloom filter"), length, isKnown);
    }

    private static async ValueTask<SplitBlockBloomFilter> ReadBloomAsync(ParquetFile file, FileRange range, int headerLength, CancellationToken cancellationToken)
    {
        byte[] bits = new byte[range.Length - headerLength];
        await file.Source.ReadAsync(range.Offset + headerLength, bits, cancellationToken);
        return new SplitBlockBloomFilter(bits);
    }

    private static (ThriftStruct Header, int Length) Parse(byte[] bytes)
    {
        CompactReader reader = new(bytes);
        return (reader.ReadStruct(), reader.Position);
    }

    private static bool IsFirstOfUnion(ThriftStruct header, short id) => header.Struct(id) is { Fields: [(1, _)] };
}

using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Bloom;

/// <summary>Reads a chunk's bloom filter.</summary>
internal static class BloomFilterReader
{
    /// <summary>More than any header takes; the length may be unknown until it is parsed.</summary>
    private const int HeaderProbe = 256;

    /// <summary>Largest filter that is read: the format's reference writers stop at 128 MiB.</summary>
    private const int MaxBytes = 128 << 20;

    /// <summary>Where the chunk's filter lies, header included.</summary>
    public static async ValueTask<FileRange?> FindRangeAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken) =>
        (await LocateAsync(file, chunk, cancellationToken))?.Range;

    /// <summary>Where the chunk's filter lies, header included, and its header; null where it has none.</summary>
    public static async ValueTask<(FileRange Range, byte[] Header, bool IsSupported)?> LocateAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.BloomFilterOffset is not { } offset || offset <= 0)
        {
            return null;
        }

        FileRange probe = new FileRange(offset, Math.Min(HeaderProbe, file.DataEnd - offset)).Within(file.DataEnd, "A bloom filter");
        byte[] bytes = new byte[probe.Length];
        await file.Source.ReadAsync(offset, bytes, cancellationToken);
        CompactReader reader = new(bytes);
        ThriftStruct header = reader.ReadStruct();
        int size = header.RequiredInt(1, "BloomFilterHeader.numBytes");
        FileRange range = new FileRange(offset, (long)reader.Position + size).Within(file.DataEnd, "A bloom filter");
        bool isSupported = size is > 0 and <= MaxBytes && size % SplitBlockBloomFilter.BlockBytes == 0 && Is(header, 2) && Is(header, 3) && Is(header, 4);
        if (size < 0)
        {
            throw new RefusedException(RefusalCode.Corrupt, "A bloom filter has a negative size.");
        }

        // a reader that goes by the footer would see a part of it, or more than it is
        return chunk.BloomFilterLength is > 0 and { } length && length != range.Length
            ? throw new RefusedException(RefusalCode.Corrupt, $"A bloom filter has {range.Length} bytes by its header, {length} by the footer.")
            : (range, bytes[..reader.Position], isSupported);
    }

    /// <summary>The filter itself, where it is of the one kind there is.</summary>
    public static async ValueTask<SplitBlockBloomFilter?> ReadAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (await LocateAsync(file, chunk, cancellationToken) is not { IsSupported: true } located)
        {
            return null;
        }

        byte[] bits = new byte[located.Range.Length - located.Header.Length];
        await file.Source.ReadAsync(located.Range.Offset + located.Header.Length, bits, cancellationToken);
        return new SplitBlockBloomFilter(bits);
    }

    /// <summary>The unions for algorithm, hash and compression each have one member so far.</summary>
    private static bool Is(ThriftStruct header, short id) => header.Struct(id) is { Fields: [(1, _)] };
}

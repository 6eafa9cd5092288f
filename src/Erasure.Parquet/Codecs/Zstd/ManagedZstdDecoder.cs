using System.Buffers.Binary;
using Erasure.Parquet.Hashing;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Decompresses whole zstd bodies without libzstd: all frames, skippable ones passed over, checksums checked.</summary>
internal sealed class ManagedZstdDecoder
{
    [ThreadStatic]
    private static ManagedZstdDecoder? ofThisThread;

    private readonly ZstdBlockDecoder blocks = new();
    private readonly XxHash64 hash = new();

    /// <summary>Decompresses all of <paramref name="source"/>.</summary>
    /// <param name="source">One frame or several.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="ends">Where to note, if anywhere, at which place what each block of the frame made ends.</param>
    /// <returns>Bytes written.</returns>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, List<int>? ends = null)
    {
        ManagedZstdDecoder decoder = ofThisThread ??= new ManagedZstdDecoder();
        if (source.IsEmpty)
        {
            throw ZstdErrors.Truncated();
        }

        int written = 0;
        while (!source.IsEmpty)
        {
            if (ZstdFrameHeader.IsSkippable(source))
            {
                Take(ref source, 4);
                Take(ref source, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref source, 4)));
            }
            else
            {
                written += decoder.ReadFrame(ref source, destination[written..], ends);
            }
        }

        return written;
    }

    private int ReadFrame(ref ReadOnlySpan<byte> source, Span<byte> destination, List<int>? ends)
    {
        if (!ZstdFrameHeader.TryRead(source, out ZstdFrameHeader frame))
        {
            throw ZstdErrors.Truncated();
        }

        source = source[frame.HeaderLength..];
        if (frame.ContentSize > destination.Length)
        {
            throw ZstdErrors.Overrun();
        }

        blocks.Reset();
        int written = 0;
        ZstdBlockHeader block;
        do
        {
            block = ZstdBlockHeader.Take(ref source, out ReadOnlySpan<byte> body);
            int before = written;
            written = blocks.Decode(block, body, destination, written);
            if (written > before)
            {
                ends?.Add(written);
            }
        }
        while (!block.IsLast);

        if (frame.ContentSize is { } declared && declared != written)
        {
            throw ZstdErrors.Corrupt("a frame makes fewer bytes than it declares.");
        }

        if (frame.HasChecksum)
        {
            hash.Reset();
            hash.Append(destination[..written]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(Take(ref source, 4)) != (uint)hash.Digest())
            {
                throw new RefusedException(RefusalCode.ChecksumMismatch, "zstd: the frame's checksum doesn't fit its content.");
            }
        }

        return written;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> source, long count)
    {
        if (count > source.Length)
        {
            throw ZstdErrors.Truncated();
        }

        ReadOnlySpan<byte> taken = source[..(int)count];
        source = source[(int)count..];
        return taken;
    }
}

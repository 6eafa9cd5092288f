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
    /// <returns>Bytes written.</returns>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
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
                written += decoder.ReadFrame(ref source, destination[written..]);
            }
        }

        return written;
    }

    private int ReadFrame(ref ReadOnlySpan<byte> source, Span<byte> destination)
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
            block = ZstdBlockHeader.Read(Take(ref source, ZstdBlockDecoder.HeaderLength));
            written = blocks.Decode(block, Take(ref source, block.BodyLength), destination, written);
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

using System.Buffers.Binary;

namespace Erasure.Parquet.Codecs;

/// <summary>Reads LZ4 frames (lz4_Frame_format.md). Checksums are passed over: the page's own length and CRC are the check here.</summary>
internal static class Lz4Frame
{
    private const uint Magic = 0x184d2204;

    private const int BlockChecksumFlag = 0x10;
    private const int ContentSizeFlag = 0x08;
    private const int ContentChecksumFlag = 0x04;
    private const int DictionaryFlag = 0x01;

    /// <summary>Whether the bytes begin as a frame does.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> source) => source.Length >= 7 && BinaryPrimitives.ReadUInt32LittleEndian(source) == Magic;

    /// <summary>Decompresses frame after frame.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        while (!source.IsEmpty)
        {
            if (!IsFrame(source))
            {
                throw CodecErrors.Corrupt(Lz4Block.Name, "bytes that are no frame follow a frame.");
            }

            written += ReadFrame(ref source, destination[written..]);
        }

        return written;
    }

    private static int ReadFrame(ref ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int flags = source[4];
        if (flags >> 6 != 1 || (flags & DictionaryFlag) != 0)
        {
            throw CodecErrors.Corrupt(Lz4Block.Name, "the frame is of an unknown version or needs a dictionary.");
        }

        Skip(ref source, 4 + 2 + ((flags & ContentSizeFlag) != 0 ? 8 : 0) + 1);
        int written = 0;
        while (true)
        {
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(Skip(ref source, 4));
            if (size == 0)
            {
                break;
            }

            ReadOnlySpan<byte> block = Skip(ref source, size & 0x7fff_ffff);
            if (size >> 31 == 0)
            {
                written += Lz4Block.Decompress(block, destination, written);
            }
            else if (block.TryCopyTo(destination[written..]))
            {
                written += block.Length;
            }
            else
            {
                throw CodecErrors.Overrun(Lz4Block.Name);
            }

            Skip(ref source, (flags & BlockChecksumFlag) != 0 ? 4u : 0);
        }

        Skip(ref source, (flags & ContentChecksumFlag) != 0 ? 4u : 0);
        return written;
    }

    private static ReadOnlySpan<byte> Skip(ref ReadOnlySpan<byte> source, long bytes)
    {
        if (bytes > source.Length)
        {
            throw CodecErrors.Truncated(Lz4Block.Name);
        }

        ReadOnlySpan<byte> skipped = source[..(int)bytes];
        source = source[(int)bytes..];
        return skipped;
    }
}

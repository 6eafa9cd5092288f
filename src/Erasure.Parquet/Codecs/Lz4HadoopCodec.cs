using System.Buffers.Binary;

namespace Erasure.Parquet.Codecs;

/// <summary>Codec 5, the deprecated LZ4: Hadoop's framing, and what some writers put there instead.</summary>
/// <remarks>
/// Hadoop: groups of a big-endian uncompressed length followed by as many (compressed length, LZ4 block) as it takes to reach it.
/// Early parquet-cpp wrote LZ4 frames or bare blocks. All are read; Hadoop's framing, which every reader of this codec knows, is written.
/// </remarks>
internal sealed class Lz4HadoopCodec : ICodec
{
    private const int HeaderLength = 8;

    public int MaxCompressedLength(int length) => checked(HeaderLength + Lz4Block.MaxCompressedLength(length));

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = Lz4Block.Compress(source, destination[HeaderLength..]);
        BinaryPrimitives.WriteInt32BigEndian(destination, source.Length);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], written);
        return HeaderLength + written;
    }

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (TryReadHadoop(source, destination, out int written))
        {
            return written;
        }

        return Lz4Frame.IsFrame(source) ? Lz4Frame.Decompress(source, destination) : Lz4Block.Decompress(source, destination);
    }

    private static bool TryReadHadoop(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        while (!source.IsEmpty)
        {
            if (source.Length < HeaderLength)
            {
                return false;
            }

            uint group = BinaryPrimitives.ReadUInt32BigEndian(source);
            source = source[4..];
            if (group > destination.Length - written)
            {
                return false;
            }

            int target = written + (int)group;
            do
            {
                if (source.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(source) > source.Length - 4)
                {
                    return false;
                }

                int length = (int)BinaryPrimitives.ReadUInt32BigEndian(source);
                if (!TryReadBlock(source.Slice(4, length), destination[written..target], out int block))
                {
                    return false;
                }

                written += block;
                source = source[(4 + length)..];
            }
            while (written < target);
        }

        return true;
    }

    private static bool TryReadBlock(ReadOnlySpan<byte> block, Span<byte> destination, out int written)
    {
        try
        {
            written = Lz4Block.Decompress(block, destination);
            return written > 0 || destination.IsEmpty;
        }
        catch (RefusedException)
        {
            written = 0;
            return false;
        }
    }
}

using System.Buffers.Binary;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Reads the literals section of a block (RFC 8878, 3.1.1.3.1). The Huffman tree stays for the next block of the frame.</summary>
internal sealed class LiteralsDecoder
{
    private readonly byte[] buffer = new byte[ZstdFrameHeader.MaxBlockLength];
    private readonly HuffmanTable huffman = new();
    private bool hasTree;

    /// <summary>Forgets the tree: a new frame begins.</summary>
    public void Reset() => hasTree = false;

    /// <summary>Reads the section and moves <paramref name="block"/> behind it. The literals are valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(ref ReadOnlySpan<byte> block)
    {
        int first = Take(ref block, 1)[0];
        int format = (first >> 2) & 3;
        return (first & 3) switch
        {
            0 => Take(ref block, ReadPlainLength(ref block, first, format)),
            1 => ReadRepeated(ref block, first, format),
            2 => ReadCompressed(ref block, first, format, readTree: true),
            _ => ReadCompressed(ref block, first, format, readTree: false),
        };
    }

    private static int ReadPlainLength(ref ReadOnlySpan<byte> block, int first, int format) => format switch
    {
        1 => (first | (Take(ref block, 1)[0] << 8)) >> 4,
        3 => (first | (BinaryPrimitives.ReadUInt16LittleEndian(Take(ref block, 2)) << 8)) >> 4,
        _ => first >> 3,
    };

    private ReadOnlySpan<byte> ReadRepeated(ref ReadOnlySpan<byte> block, int first, int format)
    {
        Span<byte> literals = Room(ReadPlainLength(ref block, first, format));
        literals.Fill(Take(ref block, 1)[0]);
        return literals;
    }

    private ReadOnlySpan<byte> ReadCompressed(ref ReadOnlySpan<byte> block, int first, int format, bool readTree)
    {
        int sizeBits = format switch { 2 => 14, 3 => 18, _ => 10 };
        ReadOnlySpan<byte> header = Take(ref block, format switch { 2 => 3, 3 => 4, _ => 2 });
        ulong sizes = (ulong)first >> 4;
        for (int i = 0; i < header.Length; i++)
        {
            sizes |= (ulong)header[i] << (4 + (8 * i));
        }

        int mask = (1 << sizeBits) - 1;
        Span<byte> literals = Room((int)sizes & mask);
        ReadOnlySpan<byte> streams = Take(ref block, (int)(sizes >> sizeBits) & mask);
        if (readTree)
        {
            hasTree = false;
            huffman.Read(ref streams);
            hasTree = true;
        }
        else if (!hasTree)
        {
            throw ZstdErrors.Corrupt("a block reuses a Huffman tree that no block before it gave.");
        }

        if (format == 0)
        {
            huffman.Decode(streams, literals);
        }
        else
        {
            ReadFourStreams(streams, literals);
        }

        return literals;
    }

    private void ReadFourStreams(ReadOnlySpan<byte> streams, Span<byte> literals)
    {
        ReadOnlySpan<byte> jumps = Take(ref streams, 6);
        int part = (literals.Length + 3) / 4;
        if (part * 3 > literals.Length)
        {
            throw ZstdErrors.Corrupt("four streams make too few literals.");
        }

        for (int i = 0; i < 3; i++)
        {
            huffman.Decode(Take(ref streams, BinaryPrimitives.ReadUInt16LittleEndian(jumps[(2 * i)..])), literals.Slice(i * part, part));
        }

        huffman.Decode(streams, literals[(3 * part)..]);
    }

    private Span<byte> Room(int length) =>
        length <= buffer.Length ? buffer.AsSpan(0, length) : throw ZstdErrors.Corrupt("a block has more literals than a block can hold.");

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> block, int count)
    {
        if (count > block.Length)
        {
            throw ZstdErrors.Truncated();
        }

        ReadOnlySpan<byte> taken = block[..count];
        block = block[count..];
        return taken;
    }
}

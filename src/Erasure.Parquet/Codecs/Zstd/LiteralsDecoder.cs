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
        LiteralsHeader header = LiteralsHeader.Read(block);
        ReadOnlySpan<byte> body = header.Body(block);
        block = block[header.SectionLength..];
        switch (header.Kind)
        {
            case LiteralsKind.Raw:
                return body;
            case LiteralsKind.Repeated:
                Span<byte> run = Room(header.Count);
                run.Fill(body[0]);
                return run;
            default:
                return ReadCompressed(header, body);
        }
    }

    private ReadOnlySpan<byte> ReadCompressed(LiteralsHeader header, ReadOnlySpan<byte> streams)
    {
        Span<byte> literals = Room(header.Count);
        if (header.Kind == LiteralsKind.Compressed)
        {
            hasTree = false;
            huffman.Read(ref streams);
            hasTree = true;
        }
        else if (!hasTree)
        {
            throw ZstdErrors.Corrupt("a block reuses a Huffman tree that no block before it gave.");
        }

        if (header.HasFourStreams)
        {
            ReadFourStreams(streams, literals);
        }
        else
        {
            huffman.Decode(streams, literals);
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

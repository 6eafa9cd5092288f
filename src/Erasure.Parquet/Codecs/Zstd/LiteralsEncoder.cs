using System.Buffers.Binary;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Writes the literals section of a block (RFC 8878, 3.1.1.3.1).</summary>
internal static class LiteralsEncoder
{
    /// <summary>Fewer literals go into one stream.</summary>
    private const int LeastForFourStreams = 256;

    /// <summary>Fewer literals stay as they are.</summary>
    private const int LeastCompressed = 8;

    private const int JumpTableLength = 6;

    /// <summary>Room that a section may take while it is made.</summary>
    public static int MaxLength(int count) => HuffmanEncoder.MaxEncodedLength(count) + 512;

    /// <summary>Writes a section.</summary>
    /// <param name="literals">The literals.</param>
    /// <param name="tree">The tree to use where it has every code; null for none.</param>
    /// <param name="inForce">The tree of the frame so far, which needn't be described again; changed to the one that is used.</param>
    /// <param name="destination">Room for <see cref="MaxLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> literals, HuffmanTree? tree, ref HuffmanTree? inForce, Span<byte> destination)
    {
        if (literals.Length > 1 && !literals.ContainsAnyExcept(literals[0]))
        {
            int header = new LiteralsHeader(LiteralsKind.Repeated, HasFourStreams: false, literals.Length, 1).Write(destination);
            destination[header] = literals[0];
            return header + 1;
        }

        if (tree is not null && literals.Length >= LeastCompressed && tree.Encoder.Fits(literals))
        {
            int length = WriteCompressed(literals, tree, ReferenceEquals(tree, inForce), destination);
            if (length < literals.Length)
            {
                inForce = tree;
                return length;
            }
        }

        int plain = new LiteralsHeader(LiteralsKind.Raw, HasFourStreams: false, literals.Length, literals.Length).Write(destination);
        literals.CopyTo(destination[plain..]);
        return plain + literals.Length;
    }

    private static int WriteCompressed(ReadOnlySpan<byte> literals, HuffmanTree tree, bool isInForce, Span<byte> destination)
    {
        // the header's length depends on the body's: the body is made behind room for the longest one
        Span<byte> body = destination[LiteralsHeader.MaxLength..];
        int length = 0;
        if (!isInForce)
        {
            tree.Description.CopyTo(body);
            length = tree.Description.Length;
        }

        bool hasFour = literals.Length >= LeastForFourStreams;
        length += hasFour ? WriteFourStreams(literals, tree.Encoder, body[length..]) : tree.Encoder.Encode(literals, body[length..]);
        if (length >= literals.Length)
        {
            return int.MaxValue;
        }

        int header = new LiteralsHeader(isInForce ? LiteralsKind.Treeless : LiteralsKind.Compressed, hasFour, literals.Length, length).Write(destination);
        body[..length].CopyTo(destination[header..]);
        return header + length;
    }

    private static int WriteFourStreams(ReadOnlySpan<byte> literals, HuffmanEncoder encoder, Span<byte> destination)
    {
        int part = (literals.Length + 3) / 4, length = JumpTableLength;
        for (int i = 0; i < 4; i++)
        {
            ReadOnlySpan<byte> stream = i < 3 ? literals.Slice(i * part, part) : literals[(3 * part)..];
            int written = encoder.Encode(stream, destination[length..]);
            if (i < 3)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(destination[(2 * i)..], (ushort)written);
            }

            length += written;
        }

        return length;
    }
}

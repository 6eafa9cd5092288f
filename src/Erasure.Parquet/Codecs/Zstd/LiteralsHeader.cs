namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The header of a block's literals section (RFC 8878, 3.1.1.3.1.1).</summary>
/// <param name="Kind">How the literals are kept.</param>
/// <param name="HasFourStreams">Whether compressed literals are four streams, not one.</param>
/// <param name="Count">Bytes that the section makes.</param>
/// <param name="BodyLength">Bytes behind the header.</param>
internal readonly record struct LiteralsHeader(LiteralsKind Kind, bool HasFourStreams, int Count, int BodyLength)
{
    /// <summary>The longest header.</summary>
    public const int MaxLength = 5;

    /// <summary>Bytes of the header.</summary>
    public int Length { get; private init; }

    /// <summary>Bytes of header and body.</summary>
    public int SectionLength => Length + BodyLength;

    private bool IsCompressed => Kind >= LiteralsKind.Compressed;

    /// <summary>Reads the header that a block begins with.</summary>
    public static LiteralsHeader Read(ReadOnlySpan<byte> block)
    {
        int first = block.IsEmpty ? throw ZstdErrors.Truncated() : block[0];
        var kind = (LiteralsKind)(first & 3);
        int form = (first >> 2) & 3;
        int length = kind < LiteralsKind.Compressed ? form switch { 1 => 2, 3 => 3, _ => 1 } : form switch { 2 => 4, 3 => 5, _ => 3 };
        if (length > block.Length)
        {
            throw ZstdErrors.Truncated();
        }

        ulong word = 0;
        for (int i = 0; i < length; i++)
        {
            word |= (ulong)block[i] << (8 * i);
        }

        if (kind < LiteralsKind.Compressed)
        {
            int count = (int)(word >> (length == 1 ? 3 : 4));
            return new LiteralsHeader(kind, HasFourStreams: false, count, kind == LiteralsKind.Raw ? count : 1) { Length = length };
        }

        int bits = SizeBits(form), mask = (1 << bits) - 1;
        return new LiteralsHeader(kind, HasFourStreams: form != 0, (int)(word >> 4) & mask, (int)(word >> (4 + bits)) & mask) { Length = length };
    }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Body(ReadOnlySpan<byte> block) => SectionLength <= block.Length ? block.Slice(Length, BodyLength) : throw ZstdErrors.Truncated();

    /// <summary>Writes the header in its shortest form.</summary>
    /// <returns>Bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        ulong word;
        int length;
        if (IsCompressed)
        {
            int most = Math.Max(Count, BodyLength);
            int form = !HasFourStreams ? 0 : most < 1 << 10 ? 1 : most < 1 << 14 ? 2 : 3;
            length = form < 2 ? 3 : form + 2;
            word = ((ulong)form << 2) | ((ulong)Count << 4) | ((ulong)BodyLength << (4 + SizeBits(form)));
        }
        else
        {
            length = Count < 1 << 5 ? 1 : Count < 1 << 12 ? 2 : 3;
            word = length == 1 ? (ulong)Count << 3 : ((ulong)(length == 2 ? 1 : 3) << 2) | ((ulong)Count << 4);
        }

        word |= (ulong)Kind;
        for (int i = 0; i < length; i++)
        {
            destination[i] = (byte)(word >> (8 * i));
        }

        return length;
    }

    private static int SizeBits(int form) => form switch { 2 => 14, 3 => 18, _ => 10 };
}

/// <summary>How a block's literals are kept, by its number in the format.</summary>
internal enum LiteralsKind
{
    /// <summary>As they are.</summary>
    Raw,

    /// <summary>One byte, many times.</summary>
    Repeated,

    /// <summary>Huffman-coded, behind the tree.</summary>
    Compressed,

    /// <summary>Huffman-coded with the tree of an earlier block.</summary>
    Treeless,
}

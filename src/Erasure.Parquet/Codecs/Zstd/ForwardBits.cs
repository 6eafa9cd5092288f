namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A bit stream that is read from its beginning, lowest bit first.</summary>
internal ref struct ForwardBits(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int position;

    /// <summary>Bytes that were begun.</summary>
    public readonly int BytesRead => (position + 7) >> 3;

    /// <summary>The next bits, 16 at most; zeros past the end.</summary>
    public readonly int Peek(int count)
    {
        int word = 0;
        for (int i = 0; i < 3 && (position >> 3) + i < bytes.Length; i++)
        {
            word |= bytes[(position >> 3) + i] << (8 * i);
        }

        return (word >> (position & 7)) & ((1 << count) - 1);
    }

    /// <exception cref="RefusedException">There are fewer bits.</exception>
    public void Skip(int count)
    {
        position += count;
        if (position > bytes.Length * 8)
        {
            throw ZstdErrors.Truncated();
        }
    }

    public int Read(int count)
    {
        int value = Peek(count);
        Skip(count);
        return value;
    }
}

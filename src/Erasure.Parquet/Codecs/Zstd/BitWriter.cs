namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Writes bits, lowest first, and the end mark from which <see cref="BackwardBits"/> finds its way back.</summary>
internal ref struct BitWriter(Span<byte> destination)
{
    private readonly Span<byte> destination = destination;
    private ulong word;
    private int filled;
    private int written;

    /// <summary>Appends up to 32 bits; a destination that is full only counts on.</summary>
    public void Write(uint value, int bits)
    {
        word |= (ulong)value << filled;
        filled += bits;
        while (filled >= 8)
        {
            if (written < destination.Length)
            {
                destination[written] = (byte)word;
            }

            written++;
            word >>= 8;
            filled -= 8;
        }
    }

    /// <summary>Writes the end mark.</summary>
    /// <returns>Bytes needed, which may be more than there was room for.</returns>
    public int Finish()
    {
        Write(1, 1);
        if (filled > 0)
        {
            Write(0, 8 - filled);
        }

        return written;
    }
}

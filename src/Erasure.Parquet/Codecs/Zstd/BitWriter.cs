using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Writes bits, lowest first, and the end mark from which <see cref="BackwardBits"/> finds its way back.</summary>
internal ref struct BitWriter(Span<byte> destination)
{
    private readonly Span<byte> destination = destination;
    private ulong word;
    private int filled;
    private int written;

    /// <summary>Appends bits; 56 at most between two calls of <see cref="Flush"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(uint value, int bits)
    {
        word |= (ulong)value << filled;
        filled += bits;
    }

    /// <summary>Writes what is whole bytes; a destination that is full only counts on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Flush()
    {
        int count = filled >> 3;
        if (written + sizeof(ulong) <= destination.Length)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(destination[written..], word);
        }
        else
        {
            WriteAtEnd(destination, written, word, count);
        }

        written += count;
        word >>= filled & ~7;
        filled &= 7;
    }

    /// <summary>Writes the end mark.</summary>
    /// <returns>Bytes needed, which may be more than there was room for.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Finish()
    {
        Add(1, 1);
        filled = (filled + 7) & ~7;
        Flush();
        return written;
    }

    // static, so that the writer itself can stay in registers
    private static void WriteAtEnd(Span<byte> destination, int written, ulong word, int count)
    {
        for (int i = 0; i < count && written + i < destination.Length; i++)
        {
            destination[written + i] = (byte)(word >> (8 * i));
        }
    }
}

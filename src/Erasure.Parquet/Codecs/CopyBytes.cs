using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>The inner copies that Snappy, LZ4 and zstd share. Callers have checked every bound.</summary>
internal static unsafe class CopyBytes
{
    /// <summary>Sixteen indices for each period below 16.</summary>
    private static ReadOnlySpan<byte> Repeated =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
        0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
        0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
        0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
    ];

    /// <summary>How many of sixteen bytes are whole periods.</summary>
    private static ReadOnlySpan<byte> Whole => [0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>
    /// Repeats <paramref name="length"/> bytes from <paramref name="offset"/> bytes before <paramref name="output"/>; the two may overlap,
    /// and then what was just written is read again. Writes up to 16 bytes too many, but none at or past <paramref name="outputEnd"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Match(byte* output, nint offset, nint length, byte* outputEnd)
    {
        byte* from = output - offset;
        if (offset >= 16 && length + 16 <= outputEnd - output)
        {
            FarMatch(output, from, length);
            return;
        }

        Slow(output, from, offset, length, outputEnd);
    }

    /// <summary>Does the same where 16 bytes more than <paramref name="length"/> may be read and written, and makes no call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RoomyMatch(byte* output, nint offset, nint length)
    {
        if (offset >= 16)
        {
            FarMatch(output, output - offset, length);
        }
        else
        {
            Repeat(output, offset, length);
        }
    }

    /// <summary>Copies <paramref name="length"/> bytes, sixteen at once where both ends leave room for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Literal(byte* output, byte* input, nint length, byte* outputEnd, byte* inputEnd)
    {
        if (length <= 16 && inputEnd - input >= 16 && outputEnd - output >= 16)
        {
            Vector128.Store(Vector128.Load(input), output);
            return;
        }

        Unsafe.CopyBlockUnaligned(output, input, (uint)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FarMatch(byte* output, byte* from, nint length)
    {
        byte* end = output + length;
        do
        {
            Vector128.Store(Vector128.Load(from), output);
            from += 16;
            output += 16;
        }
        while (output < end);
    }

    /// <summary>Repeats fewer than 16 bytes: as often as they fit into 16, and those again without reading back what was just written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(byte* output, nint offset, nint length)
    {
        Vector128<byte> indices = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Repeated), (nuint)(16 * offset));
        Vector128<byte> bytes = Vector128.ShuffleNative(Vector128.Load(output - offset), indices);
        nint whole = Whole[(int)offset];
        byte* end = output + length;
        do
        {
            Vector128.Store(bytes, output);
            output += whole;
        }
        while (output < end);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Slow(byte* output, byte* from, nint offset, nint length, byte* outputEnd)
    {
        if (length + 16 <= outputEnd - output)
        {
            Repeat(output, offset, length);
            return;
        }

        byte* end = output + length;
        while (output < end)
        {
            *output++ = *from++;
        }
    }
}

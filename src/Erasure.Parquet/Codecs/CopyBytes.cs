using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>The inner copies that Snappy, LZ4 and zstd share. Callers have checked every bound.</summary>
internal static unsafe class CopyBytes
{
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
            byte* end = output + length;
            do
            {
                Vector128.Store(Vector128.Load(from), output);
                from += 16;
                output += 16;
            }
            while (output < end);
            return;
        }

        Slow(output, from, offset, length, outputEnd);
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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Slow(byte* output, byte* from, nint offset, nint length, byte* outputEnd)
    {
        byte* end = output + length;
        if (length + 8 <= outputEnd - output)
        {
            // double the distance until eight bytes at a time never read what isn't there yet
            while (offset < 8 && output < end)
            {
                Unsafe.WriteUnaligned(output, Unsafe.ReadUnaligned<ulong>(from));
                output += offset;
                offset += offset;
            }

            while (output < end)
            {
                Unsafe.WriteUnaligned(output, Unsafe.ReadUnaligned<ulong>(output - offset));
                output += 8;
            }

            return;
        }

        while (output < end)
        {
            *output++ = *from++;
        }
    }
}

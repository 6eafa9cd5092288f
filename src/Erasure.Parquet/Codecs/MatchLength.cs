using System.Numerics;
using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs;

/// <summary>How far two places of one buffer agree.</summary>
internal static unsafe class MatchLength
{
    /// <summary>Equal bytes from <paramref name="earlier"/> and <paramref name="later"/> on; never reads at or past <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(byte* earlier, byte* later, byte* end)
    {
        byte* start = later;
        while (end - later >= 8)
        {
            ulong difference = Unsafe.ReadUnaligned<ulong>(earlier) ^ Unsafe.ReadUnaligned<ulong>(later);
            if (difference != 0)
            {
                return (int)(later - start) + (BitOperations.TrailingZeroCount(difference) >> 3);
            }

            earlier += 8;
            later += 8;
        }

        while (later < end && *earlier == *later)
        {
            earlier++;
            later++;
        }

        return (int)(later - start);
    }
}

using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Carries out the sequences of a block (RFC 8878, 3.1.1.4).</summary>
internal static class SequencesExecutor
{
    /// <summary>Makes the block's bytes at <paramref name="position"/>; what precedes it in <paramref name="output"/> is the history.</summary>
    /// <returns>The position behind them.</returns>
    public static unsafe int Execute(ReadOnlySpan<ZstdSequence> sequences, ReadOnlySpan<byte> literals, ref RecentOffsets recentOffsets, Span<byte> output, int position)
    {
        RecentOffsets recent = recentOffsets;
        fixed (byte* target = output)
        fixed (byte* source = &MemoryMarshal.GetReference(literals))
        {
            byte* end = target + output.Length;
            byte* to = target + position;
            byte* from = source;
            byte* fromEnd = source + literals.Length;
            foreach (ZstdSequence sequence in sequences)
            {
                nint run = sequence.Literals, matched = sequence.Length;
                long offset = recent.Resolve(sequence.OffsetValue, run == 0);
                if (run > fromEnd - from)
                {
                    throw ZstdErrors.Corrupt("a sequence takes more literals than there are.");
                }

                if (run + matched > end - to)
                {
                    throw ZstdErrors.Overrun();
                }

                CopyBytes.Literal(to, from, run, end, fromEnd);
                to += run;
                from += run;
                if (offset <= 0 || offset > to - target)
                {
                    throw ZstdErrors.Corrupt("a match begins before the frame or its window.");
                }

                CopyBytes.Match(to, (nint)offset, matched, end);
                to += matched;
            }

            recentOffsets = recent;
            ReadOnlySpan<byte> rest = literals[(int)(from - source)..];
            position = (int)(to - target);
            return rest.TryCopyTo(output[position..]) ? position + rest.Length : throw ZstdErrors.Overrun();
        }
    }
}

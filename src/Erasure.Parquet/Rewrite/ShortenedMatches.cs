using Erasure.Parquet.Codecs.Zstd;

namespace Erasure.Parquet.Rewrite;

/// <summary>The sequences of a block that stays as a whole, with offsets that are shorter by what went between.</summary>
internal sealed class ShortenedMatches
{
    private ZstdSequence[] sequences = [];
    private int count;

    /// <summary>The sequences.</summary>
    public ReadOnlySpan<ZstdSequence> Sequences => sequences.AsSpan(0, count);

    /// <summary>Whether they are what they were.</summary>
    public bool IsSame { get; private set; }

    /// <summary>Makes them, if all that the block copies from stays.</summary>
    /// <param name="block">The block's sequences.</param>
    /// <param name="parts">What stays.</param>
    /// <param name="part">The part that the block lies in.</param>
    /// <param name="position">Where its content begins.</param>
    /// <param name="recent">The recent offsets of the old frame; moved behind the block.</param>
    /// <param name="recentMade">Those of the new frame.</param>
    public bool TryMake(ReadOnlySpan<ZstdSequence> block, KeptParts parts, int part, int position, ref RecentOffsets recent, ref RecentOffsets recentMade)
    {
        if (sequences.Length < block.Length)
        {
            sequences = new ZstdSequence[block.Length];
        }

        Span<ZstdSequence> shortened = sequences.AsSpan(0, block.Length);
        RecentOffsets old = recent, made = recentMade;
        int partStart = parts[part].Start;
        bool isSame = true;
        for (int i = 0; i < block.Length; i++)
        {
            ZstdSequence sequence = block[i];
            bool noLiterals = sequence.Literals == 0;
            long offset = old.Resolve(sequence.OffsetValue, noLiterals);
            position += sequence.Literals;
            if (offset <= 0 || offset > position)
            {
                return false;
            }

            int source = (int)(position - offset);
            if (source < partStart)
            {
                int sourcePart = parts.Find(source);
                if (parts[sourcePart].Start > source || source + sequence.Length > parts[sourcePart].End)
                {
                    return false;
                }

                offset -= parts.Shortening(part, sourcePart);
            }

            uint value = made.ValueOf(offset, noLiterals, sequence.OffsetValue);
            isSame &= value == sequence.OffsetValue;
            shortened[i] = sequence with { OffsetValue = value };
            position += sequence.Length;
        }

        (recent, recentMade, count, IsSame) = (old, made, block.Length, isSame);
        return true;
    }
}

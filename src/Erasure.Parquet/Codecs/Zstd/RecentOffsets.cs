using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The three offsets that a sequence can name by a number instead of writing them (RFC 8878, 3.1.1.5), the latest first.</summary>
internal record struct RecentOffsets(long First, long Second, long Third)
{
    /// <summary>The highest value that names a recent offset; an offset itself is written that much higher.</summary>
    public const int Named = 3;

    /// <summary>What a frame begins with.</summary>
    public static RecentOffsets Begin => new(1, 4, 8);

    /// <summary>The offset that a value stands for, which is the latest from then on. Not above 0 where the frame is corrupt.</summary>
    /// <param name="value">The value that a sequence has.</param>
    /// <param name="noLiterals">The sequence has no literals, which shifts the numbers by one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Resolve(uint value, bool noLiterals)
    {
        if (value > Named)
        {
            (First, Second, Third) = (value - Named, First, Second);
            return First;
        }

        switch (noLiterals ? value + 1 : value)
        {
            case 1:
                break;
            case 2:
                (First, Second) = (Second, First);
                break;
            case 3:
                (First, Second, Third) = (Third, First, Second);
                break;
            default:
                (First, Second, Third) = (First - 1, First, Second);
                break;
        }

        return First;
    }

    /// <summary>Passes by all of a block's sequences.</summary>
    public void Resolve(ReadOnlySpan<ZstdSequence> sequences)
    {
        foreach (ZstdSequence sequence in sequences)
        {
            Resolve(sequence.OffsetValue, sequence.Literals == 0);
        }
    }

    /// <summary>A value that stands for <paramref name="offset"/>, which is the latest from then on.</summary>
    /// <param name="offset">The offset, above 0.</param>
    /// <param name="noLiterals">The sequence has no literals.</param>
    /// <param name="preferred">The value to return if it stands for that offset.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ValueOf(long offset, bool noLiterals, uint preferred)
    {
        uint value = preferred == offset + Named ? preferred : Choose(this, offset, noLiterals, preferred);
        Resolve(value, noLiterals);
        return value;
    }

    // static, so that the three can stay in registers
    private static uint Choose(RecentOffsets recent, long offset, bool noLiterals, uint preferred) =>
        recent.At(preferred, noLiterals) == offset ? preferred : recent.Shortest(offset, noLiterals);

    private readonly uint Shortest(long offset, bool noLiterals)
    {
        for (uint value = 1; value <= Named; value++)
        {
            if (At(value, noLiterals) == offset)
            {
                return value;
            }
        }

        return (uint)(offset + Named);
    }

    private readonly long At(uint value, bool noLiterals) => (noLiterals ? value + 1 : value) switch
    {
        1 => First,
        2 => Second,
        3 => Third,
        4 when noLiterals => First - 1,
        _ => 0,
    };
}

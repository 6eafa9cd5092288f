namespace Erasure.Parquet.Text;

/// <summary>Turns text of another character set into UTF-8 and back, without any loss.</summary>
/// <remarks>What isn't valid in the set becomes bytes that aren't valid UTF-8 either (a lone surrogate in three bytes), so that it equals no value and still comes back as it was.</remarks>
internal abstract class Transcoder
{
    /// <summary>UTF-8 bytes that any one character can take.</summary>
    public const int MaxCharacter = 4;

    /// <summary>Turns as many characters as there are and fit.</summary>
    /// <returns>Bytes taken and written; a character whose end is missing is left.</returns>
    public abstract (int Taken, int Written) Decode(ReadOnlySpan<byte> source, Span<byte> utf8);

    /// <summary>Bytes that whole characters came from.</summary>
    public abstract int LengthOf(ReadOnlySpan<byte> utf8);

    /// <summary>Turns whole characters back.</summary>
    /// <returns>Bytes written: <see cref="LengthOf"/>.</returns>
    public abstract int Encode(ReadOnlySpan<byte> utf8, Span<byte> destination);

    /// <summary>Writes a UTF-16 code unit that is no half of a pair, or one that should be.</summary>
    protected static int Write(char unit, Span<byte> utf8)
    {
        switch (unit)
        {
            case < '\u0080':
                utf8[0] = (byte)unit;
                return 1;
            case < '\u0800':
                utf8[0] = (byte)(0xc0 | (unit >> 6));
                utf8[1] = (byte)(0x80 | (unit & 0x3f));
                return 2;
            default:
                utf8[0] = (byte)(0xe0 | (unit >> 12));
                utf8[1] = (byte)(0x80 | ((unit >> 6) & 0x3f));
                utf8[2] = (byte)(0x80 | (unit & 0x3f));
                return 3;
        }
    }

    /// <summary>Reads the character at the start.</summary>
    /// <returns>Its code point, which may be a lone surrogate.</returns>
    protected static int Read(ReadOnlySpan<byte> utf8, out int length)
    {
        int lead = utf8[0];
        length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        int point = length == 1 ? lead : lead & (0x7f >> length);
        for (int i = 1; i < length; i++)
        {
            point = (point << 6) | (utf8[i] & 0x3f);
        }

        return point;
    }
}

using System.Collections.Concurrent;
using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>A character set with one byte a character.</summary>
internal sealed class SingleByteTranscoder : Transcoder
{
    private static readonly ConcurrentDictionary<int, SingleByteTranscoder> Known = [];

    private readonly char[] units = new char[256];
    private readonly byte[] bytes = new byte[char.MaxValue + 1];

    private SingleByteTranscoder(int codePage)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var taken = new HashSet<char>();
        for (int value = 0; value < units.Length; value++)
        {
            // a byte that stands for nothing, or for what another one does, becomes a lone surrogate
            char unit = Decode(encoding, (byte)value);
            units[value] = taken.Add(unit) && !char.IsSurrogate(unit) ? unit : (char)(0xdc00 + value);
            bytes[units[value]] = (byte)value;
        }
    }

    public static SingleByteTranscoder Of(Encoding encoding) => Known.GetOrAdd(encoding.CodePage, static codePage => new SingleByteTranscoder(codePage));

    /// <summary>The byte that stands for a character.</summary>
    /// <returns>False where the set doesn't have it.</returns>
    public bool TryGetByte(char unit, out byte value)
    {
        value = bytes[unit];
        return units[value] == unit && !char.IsSurrogate(unit);
    }

    /// <summary>A text in the set; null where that doesn't have all its characters.</summary>
    public byte[]? BytesOf(string text)
    {
        var written = new byte[text.Length];
        for (int i = 0; i < written.Length; i++)
        {
            if (!TryGetByte(text[i], out written[i]))
            {
                return null;
            }
        }

        return written;
    }

    /// <summary>What bytes stand for; null where some stand for nothing.</summary>
    public string? TextOf(byte[] written)
    {
        var text = new char[written.Length];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = units[written[i]];
            if (char.IsSurrogate(text[i]))
            {
                return null;
            }
        }

        return new string(text);
    }

    public override (int Taken, int Written) Decode(ReadOnlySpan<byte> source, Span<byte> utf8)
    {
        int taken = 0, written = 0;
        while (taken < source.Length && utf8.Length - written >= MaxCharacter)
        {
            written += Write(units[source[taken++]], utf8[written..]);
        }

        return (taken, written);
    }

    public override int LengthOf(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte value in utf8)
        {
            count += (value & 0xc0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    public override int Encode(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        int written = 0;
        while (!utf8.IsEmpty)
        {
            destination[written++] = bytes[Read(utf8, out int length)];
            utf8 = utf8[length..];
        }

        return written;
    }

    private static char Decode(Encoding encoding, byte value)
    {
        try
        {
            return encoding.GetString([value]) is [var unit] ? unit : '\udc00';
        }
        catch (DecoderFallbackException)
        {
            return '\udc00';
        }
    }
}

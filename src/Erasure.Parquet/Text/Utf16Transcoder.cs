using System.Buffers.Binary;

namespace Erasure.Parquet.Text;

/// <summary>UTF-16 (RFC 2781).</summary>
internal sealed class Utf16Transcoder(bool isBigEndian) : Transcoder
{
    public override (int Taken, int Written) Decode(ReadOnlySpan<byte> source, Span<byte> utf8)
    {
        int taken = 0, written = 0;
        while (source.Length - taken >= 2 && utf8.Length - written >= MaxCharacter)
        {
            char unit = Unit(source[taken..]);
            if (char.IsHighSurrogate(unit))
            {
                if (source.Length - taken < 4)
                {
                    break;
                }

                char next = Unit(source[(taken + 2)..]);
                if (char.IsLowSurrogate(next))
                {
                    int point = char.ConvertToUtf32(unit, next);
                    utf8[written] = (byte)(0xf0 | (point >> 18));
                    utf8[written + 1] = (byte)(0x80 | ((point >> 12) & 0x3f));
                    utf8[written + 2] = (byte)(0x80 | ((point >> 6) & 0x3f));
                    utf8[written + 3] = (byte)(0x80 | (point & 0x3f));
                    (taken, written) = (taken + 4, written + 4);
                    continue;
                }
            }

            taken += 2;
            written += Write(unit, utf8[written..]);
        }

        return (taken, written);
    }

    public override int LengthOf(ReadOnlySpan<byte> utf8)
    {
        int units = 0;
        foreach (byte value in utf8)
        {
            units += ((value & 0xc0) == 0x80 ? 0 : 1) + (value >= 0xf0 ? 1 : 0);
        }

        return units * 2;
    }

    public override int Encode(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        int written = 0;
        while (!utf8.IsEmpty)
        {
            int point = Read(utf8, out int length);
            utf8 = utf8[length..];
            if (point > char.MaxValue)
            {
                Put((char)(0xd800 + ((point - 0x10000) >> 10)), destination[written..]);
                written += 2;
                point = 0xdc00 + ((point - 0x10000) & 0x3ff);
            }

            Put((char)point, destination[written..]);
            written += 2;
        }

        return written;
    }

    private char Unit(ReadOnlySpan<byte> source) =>
        (char)(isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(source) : BinaryPrimitives.ReadUInt16LittleEndian(source));

    private void Put(char unit, Span<byte> destination)
    {
        if (isBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, unit);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination, unit);
        }
    }
}

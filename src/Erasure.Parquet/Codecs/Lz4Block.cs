using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs;

/// <summary>Raw LZ4 blocks (lz4_Block_format.md): sequences of literals and matches within 64 KiB.</summary>
internal static unsafe class Lz4Block
{
    internal const string Name = "lz4";

    private const int MinMatch = 4;

    /// <summary>The last match begins at least this many bytes before the end (a rule of the format).</summary>
    private const int MatchBeginMargin = 12;

    /// <summary>The last bytes are literals (a rule of the format).</summary>
    private const int LastLiterals = 5;

    private const int TableBits = 13;

    private const int MaxOffset = 65_535;

    /// <summary>The most bytes that <paramref name="length"/> bytes compress to.</summary>
    public static int MaxCompressedLength(int length) => checked(length + (length / 255) + 16);

    /// <summary>Compresses into <paramref name="destination"/>, which holds at least <see cref="MaxCompressedLength"/> bytes.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxCompressedLength(source.Length), nameof(destination));
        int* table = stackalloc int[1 << TableBits];
        new Span<int>(table, 1 << TableBits).Clear();
        fixed (byte* input = &MemoryMarshal.GetReference(source))
        fixed (byte* output = destination)
        {
            return (int)(Encode(input, source.Length, output, table) - output);
        }
    }

    /// <summary>Decompresses a whole block.</summary>
    /// <param name="destination">Where the bytes go, from <paramref name="position"/> on; the bytes before it may be referred to.</param>
    /// <returns>Bytes written.</returns>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, int position = 0)
    {
        fixed (byte* input = source)
        fixed (byte* output = destination)
        {
            return (int)(Decode(input, input + source.Length, output, output + position, output + destination.Length) - output) - position;
        }
    }

    private static byte* Decode(byte* input, byte* inputEnd, byte* start, byte* output, byte* outputEnd)
    {
        while (true)
        {
            if (input == inputEnd)
            {
                throw CodecErrors.Truncated(Name);
            }

            int token = *input++;
            nint literals = token >> 4;
            if (literals == 15)
            {
                literals += ReadExtension(ref input, inputEnd);
            }

            if (literals > inputEnd - input)
            {
                throw CodecErrors.Truncated(Name);
            }

            if (literals > outputEnd - output)
            {
                throw CodecErrors.Overrun(Name);
            }

            CopyBytes.Literal(output, input, literals, outputEnd, inputEnd);
            output += literals;
            input += literals;
            if (input == inputEnd)
            {
                return output;
            }

            if (inputEnd - input < 2)
            {
                throw CodecErrors.Truncated(Name);
            }

            nint offset = Unsafe.ReadUnaligned<ushort>(input);
            input += 2;
            nint length = (token & 15) + MinMatch;
            if ((token & 15) == 15)
            {
                length += ReadExtension(ref input, inputEnd);
            }

            if (offset == 0 || offset > output - start)
            {
                throw CodecErrors.Corrupt(Name, $"a match at output byte {output - start} begins before the block.");
            }

            if (length > outputEnd - output)
            {
                throw CodecErrors.Overrun(Name);
            }

            CopyBytes.Match(output, offset, length, outputEnd);
            output += length;
        }
    }

    private static nint ReadExtension(ref byte* input, byte* inputEnd)
    {
        nint length = 0;
        byte part;
        do
        {
            if (input == inputEnd)
            {
                throw CodecErrors.Truncated(Name);
            }

            part = *input++;
            length += part;
        }
        while (part == 255);
        return length;
    }

    private static byte* Encode(byte* start, int length, byte* output, int* table)
    {
        byte* end = start + length;
        byte* pending = start;
        byte* limit = end - MatchBeginMargin;
        byte* input = start + 1;
        uint misses = 64;
        while (input < limit)
        {
            uint bytes = Unsafe.ReadUnaligned<uint>(input);
            int* slot = table + ((bytes * 2_654_435_761) >> (32 - TableBits));
            byte* candidate = start + *slot;
            *slot = (int)(input - start);
            if (Unsafe.ReadUnaligned<uint>(candidate) != bytes || input - candidate > MaxOffset)
            {
                input += misses++ >> 6;
                continue;
            }

            while (input > pending && candidate > start && input[-1] == candidate[-1])
            {
                input--;
                candidate--;
            }

            int matched = MinMatch + MatchLength.Of(candidate + MinMatch, input + MinMatch, end - LastLiterals);
            output = EmitSequence(output, pending, (int)(input - pending), (int)(input - candidate), matched);
            input += matched;
            pending = input;
            misses = 64;
            if (input < limit)
            {
                byte* behind = input - 2;
                table[(Unsafe.ReadUnaligned<uint>(behind) * 2_654_435_761) >> (32 - TableBits)] = (int)(behind - start);
            }
        }

        return EmitLiterals(output, pending, (int)(end - pending), 0);
    }

    private static byte* EmitSequence(byte* output, byte* pending, int literals, int offset, int matched)
    {
        int rest = matched - MinMatch;
        output = EmitLiterals(output, pending, literals, Math.Min(rest, 15));
        Unsafe.WriteUnaligned(output, (ushort)offset);
        output += 2;
        return rest >= 15 ? EmitExtension(output, rest - 15) : output;
    }

    private static byte* EmitLiterals(byte* output, byte* pending, int literals, int matchBits)
    {
        *output++ = (byte)((Math.Min(literals, 15) << 4) | matchBits);
        if (literals >= 15)
        {
            output = EmitExtension(output, literals - 15);
        }

        Unsafe.CopyBlockUnaligned(output, pending, (uint)literals);
        return output + literals;
    }

    private static byte* EmitExtension(byte* output, int rest)
    {
        for (; rest >= 255; rest -= 255)
        {
            *output++ = 255;
        }

        *output++ = (byte)rest;
        return output;
    }
}

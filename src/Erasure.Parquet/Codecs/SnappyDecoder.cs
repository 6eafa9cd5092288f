using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>Reads raw Snappy blocks. Every read and write is checked against its span before the pointers move.</summary>
internal static unsafe class SnappyDecoder
{
    internal const string Name = "snappy";

    /// <summary>Reads the varint in front of the tags.</summary>
    /// <returns>The bytes that the block decompresses to; <paramref name="headerLength"/> is where the tags begin.</returns>
    public static int ReadLength(ReadOnlySpan<byte> source, out int headerLength)
    {
        ulong length = 0;
        for (headerLength = 0; headerLength < 5; headerLength++)
        {
            if (headerLength == source.Length)
            {
                throw CodecErrors.Truncated(Name);
            }

            byte part = source[headerLength];
            length |= (ulong)(part & 0x7f) << (7 * headerLength);
            if (part < 0x80)
            {
                headerLength++;
                return length <= int.MaxValue ? (int)length : throw CodecErrors.Overrun(Name);
            }
        }

        throw CodecErrors.Corrupt(Name, "the length in front is not a varint of 32 bits.");
    }

    /// <summary>Decompresses a whole block.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int length = ReadLength(source, out int header);
        if (length > destination.Length)
        {
            throw CodecErrors.Overrun(Name);
        }

        DecompressTags(source[header..], destination[..length]);
        return length;
    }

    /// <summary>Decompresses tags, which must fill <paramref name="destination"/> exactly.</summary>
    public static void DecompressTags(ReadOnlySpan<byte> tags, Span<byte> destination)
    {
        fixed (byte* source = tags)
        fixed (byte* target = destination)
        {
            Decode(source, source + tags.Length, target, target + destination.Length);
        }
    }

    private static void Decode(byte* input, byte* inputEnd, byte* start, byte* outputEnd)
    {
        byte* output = start;
        while (input < inputEnd)
        {
            uint tag = *input++;
            nint length = (nint)(tag >> 2) + 1;
            nint offset;
            switch (tag & 3)
            {
                case 0:
                    input = CopyLiteral(input, inputEnd, ref output, outputEnd, length);
                    continue;
                case 1:
                    Need(1, input, inputEnd);
                    length = (nint)((tag >> 2) & 7) + 4;
                    offset = (nint)((tag & 0xe0) << 3) | *input;
                    input++;
                    break;
                case 2:
                    Need(2, input, inputEnd);
                    offset = Unsafe.ReadUnaligned<ushort>(input);
                    input += 2;
                    break;
                default:
                    Need(4, input, inputEnd);
                    offset = (nint)Unsafe.ReadUnaligned<uint>(input);
                    input += 4;
                    break;
            }

            if (offset == 0 || offset > output - start)
            {
                throw CodecErrors.Corrupt(Name, $"a copy at output byte {output - start} begins before the block.");
            }

            if (length > outputEnd - output)
            {
                throw CodecErrors.Overrun(Name);
            }

            CopyBytes.Match(output, offset, length, outputEnd);
            output += length;
        }

        if (output != outputEnd)
        {
            throw CodecErrors.Truncated(Name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* CopyLiteral(byte* input, byte* inputEnd, ref byte* output, byte* outputEnd, nint length)
    {
        if (length <= 16 && inputEnd - input >= 16 && outputEnd - output >= 16)
        {
            Vector128.Store(Vector128.Load(input), output);
            output += length;
            return input + length;
        }

        if (length > 60)
        {
            int bytes = (int)length - 60;
            Need(bytes, input, inputEnd);
            uint longer = 0;
            for (int i = 0; i < bytes; i++)
            {
                longer |= (uint)input[i] << (8 * i);
            }

            input += bytes;
            length = (nint)longer + 1;
        }

        Need(length, input, inputEnd);
        if (length > outputEnd - output)
        {
            throw CodecErrors.Overrun(Name);
        }

        Unsafe.CopyBlockUnaligned(output, input, (uint)length);
        output += length;
        return input + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Need(nint bytes, byte* input, byte* inputEnd)
    {
        if (bytes > inputEnd - input)
        {
            throw CodecErrors.Truncated(Name);
        }
    }
}

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
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => Decompress(source, destination, null);

    /// <summary>Decompresses a whole block, and notes its stretches where they are wanted.</summary>
    public static int Decompress(ReadOnlySpan<byte> source, Span<byte> destination, List<SnappyMark>? marks)
    {
        marks?.Clear();
        int length = ReadLength(source, out int header);
        if (length > destination.Length)
        {
            throw CodecErrors.Overrun(Name);
        }

        DecompressTags(source[header..], destination[..length], marks);
        return length;
    }

    /// <summary>Decompresses tags, which must fill <paramref name="destination"/> exactly.</summary>
    private static void DecompressTags(ReadOnlySpan<byte> tags, Span<byte> destination, List<SnappyMark>? marks)
    {
        fixed (byte* source = tags)
        fixed (byte* target = destination)
        {
            byte* input = source, output = target, inputEnd = source + tags.Length, outputEnd = target + destination.Length;
            while (input < inputEnd)
            {
                byte* limit = marks is null || outputEnd - output <= SnappyMark.Stride ? outputEnd : output + SnappyMark.Stride;
                byte* lowest = Decode(ref input, inputEnd, target, ref output, limit, outputEnd);
                marks?.Add(new SnappyMark((int)(input - source), (int)(output - target), (int)(lowest - target)));
            }

            if (output != outputEnd)
            {
                throw CodecErrors.Truncated(Name);
            }
        }
    }

    /// <summary>Decodes tags until the output has reached <paramref name="limit"/>.</summary>
    /// <returns>The first byte that was read back, or where the output began.</returns>
    private static byte* Decode(ref byte* inputAt, byte* inputEnd, byte* start, ref byte* outputAt, byte* limit, byte* outputEnd)
    {
        byte* input = inputAt, output = outputAt, lowest = outputAt;
        do
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

            byte* from = output - offset;
            lowest = from < lowest ? from : lowest;
            CopyBytes.Match(output, offset, length, outputEnd);
            output += length;
        }
        while (input < inputEnd && output < limit);

        inputAt = input;
        outputAt = output;
        return lowest;
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

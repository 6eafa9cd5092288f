using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>Reads raw Snappy blocks. Every read and write is checked against its span before the pointers move.</summary>
internal static unsafe class SnappyDecoder
{
    internal const string Name = "snappy";

    /// <summary>The longest literal whose length stands in its tag; longer ones have it behind.</summary>
    private const int LongestInTag = 60;

    /// <summary>Bytes that any one tag but a long literal reads or writes at most, or more.</summary>
    private const int Room = 80;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte* Decode(ref byte* inputAt, byte* inputEnd, byte* start, ref byte* outputAt, byte* limit, byte* outputEnd)
    {
        byte* input = inputAt, output = outputAt, lowest = outputAt;
        byte* roomyInput = inputEnd - Room, roomyOutput = limit < outputEnd - Room ? limit : outputEnd - Room;
        while (input < roomyInput && output < roomyOutput)
        {
            uint tag = *input++;
            nint length = (nint)(tag >> 2) + 1;
            if ((tag & 3) == 0)
            {
                if (length > LongestInTag)
                {
                    input = CopyLiteral(input, inputEnd, ref output, outputEnd, length);
                    continue;
                }

                // most literals are short, but by how much can't be predicted: no branch on it
                Vector256.Store(Vector256.Load(input), output);
                Vector256.Store(Vector256.Load(input + 32), output + 32);
                input += length;
                output += length;
                continue;
            }

            nint offset;
            int kind = (int)(tag & 3);
            if (kind == 3)
            {
                offset = (nint)Unsafe.ReadUnaligned<uint>(input);
                input += 4;
            }
            else
            {
                // copies with one and two bytes of offset alternate at random: both are computed, and one is chosen without a branch
                uint isNear = (uint)-(kind & 1), next = Unsafe.ReadUnaligned<ushort>(input);
                length = (nint)Choose(isNear, ((tag >> 2) & 7) + 4, (tag >> 2) + 1);
                offset = (nint)Choose(isNear, ((tag & 0xe0) << 3) | (next & 0xff), next);
                input += kind;
            }

            CheckOffset(offset, output, start);
            byte* from = output - offset;
            lowest = from < lowest ? from : lowest;
            if (offset >= 16 && length <= 32)
            {
                Vector128.Store(Vector128.Load(from), output);
                Vector128.Store(Vector128.Load(from + 16), output + 16);
            }
            else if (offset >= 8 && length <= 16)
            {
                Unsafe.WriteUnaligned(output, Unsafe.ReadUnaligned<ulong>(from));
                Unsafe.WriteUnaligned(output + 8, Unsafe.ReadUnaligned<ulong>(from + 8));
            }
            else
            {
                CopyBytes.Match(output, offset, length, outputEnd);
            }

            output += length;
        }

        // with the output full, whatever tag is left is one too many, and is refused
        while (input < inputEnd && (output < limit || output == outputEnd))
        {
            byte* from = DecodeTag(ref input, inputEnd, start, ref output, outputEnd);
            lowest = from < lowest ? from : lowest;
        }

        inputAt = input;
        outputAt = output;
        return lowest;
    }

    /// <summary>Decodes one tag wherever it stands.</summary>
    /// <returns>The first byte that was read back, or was made.</returns>
    private static byte* DecodeTag(ref byte* inputAt, byte* inputEnd, byte* start, ref byte* outputAt, byte* outputEnd)
    {
        byte* input = inputAt, output = outputAt;
        uint tag = *input++;
        nint length = (nint)(tag >> 2) + 1;
        nint offset;
        switch (tag & 3)
        {
            case 0:
                inputAt = CopyLiteral(input, inputEnd, ref outputAt, outputEnd, length);
                return output;
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

        CheckOffset(offset, output, start);
        if (length > outputEnd - output)
        {
            throw CodecErrors.Overrun(Name);
        }

        CopyBytes.Match(output, offset, length, outputEnd);
        inputAt = input;
        outputAt = output + length;
        return output - offset;
    }

    /// <param name="mask">All ones for <paramref name="first"/>, zero for <paramref name="second"/>.</param>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Choose(uint mask, uint first, uint second) => second ^ ((first ^ second) & mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckOffset(nint offset, byte* output, byte* start)
    {
        if (offset == 0 || offset > output - start)
        {
            throw CodecErrors.Corrupt(Name, $"a copy at output byte {output - start} begins before the block.");
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

        if (length > LongestInTag)
        {
            int bytes = (int)length - LongestInTag;
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

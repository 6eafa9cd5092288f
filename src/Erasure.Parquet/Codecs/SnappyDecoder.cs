using System.Numerics;
using System.Runtime.CompilerServices;

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
        fixed (SnappyTag* table = SnappyTag.All)
        {
            SnappyCursor cursor = new() { Input = source, InputEnd = source + tags.Length, Start = target, Output = target, OutputEnd = target + destination.Length, Tags = table };
            if (marks is null)
            {
                Decode<SnappyWindows.Ignored>(ref cursor, cursor.OutputEnd);
            }
            else
            {
                Decode(ref cursor, marks);
            }

            if (cursor.Output != cursor.OutputEnd)
            {
                throw CodecErrors.Truncated(Name);
            }
        }
    }

    /// <summary>Decodes a stretch at a time.</summary>
    private static void Decode(ref SnappyCursor cursor, List<SnappyMark> marks)
    {
        byte* source = cursor.Input, target = cursor.Start;
        while (cursor.Input < cursor.InputEnd)
        {
            cursor.Lowest = cursor.Output;
            Decode<SnappyWindows.Noted>(ref cursor, cursor.OutputEnd - cursor.Output <= SnappyMark.Stride ? cursor.OutputEnd : cursor.Output + SnappyMark.Stride);
            marks.Add(new SnappyMark((int)(cursor.Input - source), (int)(cursor.Output - target), (int)(cursor.Lowest - target)));
        }
    }

    /// <summary>Decodes tags until the output has reached <paramref name="limit"/>.</summary>
    private static void Decode<TReach>(ref SnappyCursor cursor, byte* limit)
        where TReach : struct, SnappyWindows.IReach
    {
        // with the output full, whatever tag is left is one too many, and is refused
        while (cursor.Input < cursor.InputEnd && (cursor.Output < limit || cursor.Output == cursor.OutputEnd))
        {
            if (!SnappyWindows.TryDecode<TReach>(ref cursor, limit))
            {
                cursor.Lowest = TReach.Lower(cursor.Lowest, DecodeTag(ref cursor));
            }
        }
    }

    /// <summary>Decodes one tag wherever it stands.</summary>
    /// <returns>The first byte that was read back, or was made.</returns>
    private static byte* DecodeTag(ref SnappyCursor cursor)
    {
        SnappyTag* tag = cursor.Tags + *cursor.Input++;
        uint behind = tag->Behind == 0 ? 0 : ReadBehind(ref cursor, tag->Behind);
        if (tag->IsLiteral != 0)
        {
            return CopyLiteral(ref cursor, tag->Behind == 0 ? tag->Length : behind + 1L);
        }

        long offset = tag->Within + (long)behind;
        if (offset == 0 || offset > cursor.Output - cursor.Start)
        {
            throw CodecErrors.Corrupt(Name, $"a copy at output byte {cursor.Output - cursor.Start} begins before the block.");
        }

        cursor.NeedOutput(tag->Length);
        byte* output = cursor.Output;
        CopyBytes.Match(output, (nint)offset, tag->Length, cursor.OutputEnd);
        cursor.Output = output + tag->Length;
        return output - offset;
    }

    /// <summary>Reads the bytes of a tag that stand behind its first one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadBehind(ref SnappyCursor cursor, uint mask)
    {
        int bytes = sizeof(uint) - (BitOperations.LeadingZeroCount(mask) / 8);
        byte* input = cursor.Input;
        cursor.NeedInput(bytes);
        cursor.Input = input + bytes;
        if (cursor.InputEnd - input >= sizeof(uint))
        {
            return Unsafe.ReadUnaligned<uint>(input) & mask;
        }

        uint behind = 0;
        for (int i = 0; i < bytes; i++)
        {
            behind |= (uint)input[i] << (8 * i);
        }

        return behind;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* CopyLiteral(ref SnappyCursor cursor, long length)
    {
        cursor.NeedInput(length);
        cursor.NeedOutput(length);
        byte* output = cursor.Output;
        CopyBytes.Literal(output, cursor.Input, (nint)length, cursor.OutputEnd, cursor.InputEnd);
        cursor.Input += length;
        cursor.Output = output + length;
        return output;
    }
}

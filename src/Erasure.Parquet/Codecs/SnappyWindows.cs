using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>
/// Decodes tags as long as both ends are so far that no tag reaches them. Literals and copies alternate at random, so nothing here branches
/// on which of the two a tag is. To learn where the next tag begins takes longer than to do what this one says, so that is worked out
/// beforehand, many at once, for every byte of a window of the input as though a tag began there.
/// </summary>
internal static unsafe class SnappyWindows
{
    /// <summary>
    /// Bytes that are read or written past where a tag begins, or more, but for long literals: 64 that it makes and 15 of a repeated pattern
    /// that are too many, or the tag and a literal's 64.
    /// </summary>
    private const int Room = 80;

    /// <summary>Bytes of a window: the first one, where few tags may follow, and the largest, which must leave the cache to the output.</summary>
    private const int FirstWindow = 128, LargestWindow = 512;

    /// <summary>Bytes of a long literal that are copied at a time, and the longest that is: beyond, whoever copies blocks of memory is faster.</summary>
    private const int LiteralStep = 128, LongestLiteral = 1024;

    /// <summary>What is done with the byte that a copy begins at.</summary>
    internal interface IReach
    {
        static abstract byte* Lower(byte* lowest, byte* from);
    }

    /// <summary>Decodes until the output has reached <paramref name="limit"/> or a tag needs more care than is taken here.</summary>
    /// <returns>Whether anything was decoded.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDecode<TReach>(ref SnappyCursor cursor, byte* limit)
        where TReach : struct, IReach
    {
        if (cursor.InputEnd - cursor.Input <= Room || cursor.OutputEnd - cursor.Output <= Room)
        {
            return false;
        }

        byte* begin = cursor.Input;
        DecodeWindows<TReach>(ref cursor, limit);
        return cursor.Input != begin;
    }

    /// <summary>Decodes window after window, until a tag needs more care or an end comes near.</summary>
    [SkipLocalsInit]
    private static void DecodeWindows<TReach>(ref SnappyCursor cursor, byte* limit)
        where TReach : struct, IReach
    {
        byte* roomyInput = cursor.InputEnd - Room, roomyOutput = limit < cursor.OutputEnd - Room ? limit : cursor.OutputEnd - Room, end;
        byte* steps = stackalloc byte[LargestWindow];
        int window = FirstWindow;
        do
        {
            end = roomyInput - cursor.Input > window ? cursor.Input + window : roomyInput;
            FindSteps(cursor.Input, end, steps);
            Decode<TReach>(ref cursor, end, steps, roomyOutput);

            // past long literals most of a large window is worked out for nothing
            window = cursor.Input - end > FirstWindow ? FirstWindow : Math.Min(2 * window, LargestWindow);
        }
        while (cursor.Input >= end && cursor.Input < roomyInput && cursor.Output < roomyOutput);
    }

    /// <summary>
    /// Works out for every byte of the window how far behind it the next tag begins, if a tag begins at it and is not a long literal.
    /// Reads up to 31 bytes past <paramref name="end"/>, and writes as many steps too many.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FindSteps(byte* input, byte* end, byte* steps)
    {
        Vector256<byte> one = Vector256.Create<byte>(1), two = Vector256.Create<byte>(2), three = Vector256.Create<byte>(3);
        do
        {
            Vector256<byte> tags = Vector256.Load(input), kinds = tags & three;
            Vector256<byte> ofLiteral = (tags >>> 2) + two;
            Vector256<byte> ofCopy = kinds + one - Vector256.Equals(kinds, three);
            Vector256.Store(Vector256.ConditionalSelect(Vector256.Equals(kinds, Vector256<byte>.Zero), ofLiteral, ofCopy), steps);
            input += Vector256<byte>.Count;
            steps += Vector256<byte>.Count;
        }
        while (input < end);
    }

    /// <summary>Decodes the tags that begin before <paramref name="end"/>; stops before that at one that needs more care.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Decode<TReach>(ref SnappyCursor cursor, byte* end, byte* steps, byte* roomyOutput)
        where TReach : struct, IReach
    {
        // the loop lives on locals that fit the registers: nothing in it takes an address or makes a call
        byte* input = cursor.Input, output = cursor.Output, start = cursor.Start, lowest = cursor.Lowest;
        SnappyTag* tags = cursor.Tags;
        nint toStep = (nint)(steps - input);
        do
        {
            nint step = input[toStep];
            SnappyTag* tag = tags + *input;
            nint length = tag->Length, offset = (nint)((Unsafe.ReadUnaligned<uint>(input + 1) & tag->Behind) + tag->Within);
            byte* from = output - offset;
            if ((nuint)offset > (nuint)(output - start))
            {
                break;
            }

            if (offset >= tag->Clear)
            {
                from += (input + 1 - output) & tag->IsLiteral;
                Vector256.Store(Vector256.Load(from), output);
                if (length > SnappyTag.AtOnce)
                {
                    Vector256.Store(Vector256.Load(from + 32), output + 32);
                }
            }
            else if (tag->IsLiteral != 0)
            {
                byte* literal = input + 1 + (length - SnappyTag.LongestInTag);
                length = offset + 1;
                if (length > cursor.InputEnd - LiteralStep - literal || length > cursor.OutputEnd - LiteralStep - output || length > LongestLiteral)
                {
                    break;
                }

                CopyLong(literal, output, length);
                input = literal;
                step = length;
                offset = 0;
            }
            else if (offset > 0)
            {
                CopyBytes.RoomyMatch(output, offset, length);
            }
            else
            {
                break;
            }

            lowest = TReach.Lower(lowest, output - offset);
            output += length;
            input += step;
        }
        while (input < end && output < roomyOutput);

        cursor.Input = input;
        cursor.Output = output;
        cursor.Lowest = lowest;
    }

    /// <summary>Copies a long literal, and up to 127 bytes too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLong(byte* literal, byte* output, nint length)
    {
        byte* end = output + length;
        do
        {
            Vector256.Store(Vector256.Load(literal), output);
            Vector256.Store(Vector256.Load(literal + 32), output + 32);
            Vector256.Store(Vector256.Load(literal + 64), output + 64);
            Vector256.Store(Vector256.Load(literal + 96), output + 96);
            literal += LiteralStep;
            output += LiteralStep;
        }
        while (output < end);
    }

    /// <summary>Notes the first byte that was read back.</summary>
    internal readonly struct Noted : IReach
    {
        public static byte* Lower(byte* lowest, byte* from) => from < lowest ? from : lowest;
    }

    /// <summary>Nobody asks what was read back.</summary>
    internal readonly struct Ignored : IReach
    {
        public static byte* Lower(byte* lowest, byte* from) => lowest;
    }
}

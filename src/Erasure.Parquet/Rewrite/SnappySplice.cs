using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// Makes a Snappy block of the parts of another one that stay, by editing its tags instead of compressing anew: tags that lie in
/// a part and copy from the same part are taken verbatim, copies that reach over a gap get a shorter offset, and what was copied
/// from bytes that go becomes a literal.
/// </summary>
/// <param name="block">The block, known to be valid.</param>
/// <param name="marks">Its stretches: those that lie in one part with all they copy from are taken without a look at their tags.</param>
/// <param name="plain">What it decompresses to.</param>
/// <param name="kept">The parts of <paramref name="plain"/> that stay, in order, none empty, no two touching.</param>
/// <param name="output">Where the new block goes.</param>
internal ref struct SnappySplice(ReadOnlySpan<byte> block, ReadOnlySpan<SnappyMark> marks, ReadOnlySpan<byte> plain, ReadOnlySpan<ValueRun> kept, ByteBuffer output)
{
    private const int ShortestNearCopy = 4, LongestNearCopy = 11, NearOffset = 2048, FarOffset = 65536;

    private readonly ReadOnlySpan<byte> block = block;
    private readonly ReadOnlySpan<SnappyMark> marks = marks;
    private readonly ReadOnlySpan<byte> plain = plain;
    private readonly ReadOnlySpan<ValueRun> kept = kept;
    private readonly ByteBuffer output = output;

    /// <summary>Bytes that go before each part, by its position.</summary>
    private Span<int> gaps;

    /// <summary>Where the next tag begins.</summary>
    private int input;

    /// <summary>Where the tags begin that are taken verbatim and not yet written; -1 for none.</summary>
    private int verbatimFrom = -1;

    /// <summary>Writes the new block: <paramref name="prefix"/>, then the parts.</summary>
    public void Write(ReadOnlySpan<byte> prefix)
    {
        using PooledArray<int> rented = new();
        gaps = rented.Reset(kept.Length);
        int total = 0;
        for (int i = 0; i < kept.Length; i++)
        {
            gaps[i] = kept[i].Start - total;
            total += kept[i].Count;
        }

        Varint.Write(output, (ulong)(total + prefix.Length));
        WriteLiteral(prefix);
        WriteTags();
    }

    private void WriteTags()
    {
        int header = HeaderLength(), position = 0, part = 0;
        input = header;
        foreach (SnappyMark mark in marks)
        {
            while (part < kept.Length && kept[part].End <= position)
            {
                part++;
            }

            if (part == kept.Length)
            {
                break;
            }

            if (kept[part].Start <= mark.Lowest && mark.Output <= kept[part].End)
            {
                verbatimFrom = verbatimFrom < 0 ? input : verbatimFrom;
                input = header + mark.Input;
            }
            else if (kept[part].Start >= mark.Output)
            {
                Flush();
                input = header + mark.Input;
            }
            else
            {
                WriteTags(position, header + mark.Input, part);
            }

            position = mark.Output;
        }

        Flush();
    }

    /// <summary>Goes tag by tag up to <paramref name="inputEnd"/>; the first tag makes the byte at <paramref name="position"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteTags(int position, int inputEnd, int part)
    {
        // most tags are verbatim, and this loop sees most of the time that splicing takes: it works on locals
        ReadOnlySpan<byte> tags = block;
        ValueRun current = kept[part];
        int begin = input;
        while (begin < inputEnd)
        {
            int next = begin, length = ReadTag(tags, ref next, out int offset), end = position + length;
            if (current.Start > position - offset || end > current.End)
            {
                while (part < kept.Length && kept[part].End <= position)
                {
                    part++;
                }

                input = begin;
                Flush();
                input = next;
                WriteParts(position, end, offset, part);
                current = part < kept.Length ? kept[part] : new ValueRun(int.MaxValue, 0);
            }
            else if (verbatimFrom < 0)
            {
                verbatimFrom = begin;
            }

            begin = next;
            position = end;
        }

        input = inputEnd;
    }

    /// <summary>Writes the tags that were taken verbatim up to here.</summary>
    private void Flush()
    {
        if (verbatimFrom >= 0)
        {
            output.Append(block[verbatimFrom..input]);
            verbatimFrom = -1;
        }
    }

    /// <summary>Writes what stays of a tag that made the bytes from <paramref name="start"/> to <paramref name="end"/>.</summary>
    private readonly void WriteParts(int start, int end, int offset, int part)
    {
        for (; part < kept.Length && kept[part].Start < end; part++)
        {
            int from = Math.Max(start, kept[part].Start), length = Math.Min(end, kept[part].End) - from;
            int source = from - offset, sourcePart = part;
            while (sourcePart >= 0 && kept[sourcePart].Start > source)
            {
                sourcePart--;
            }

            bool canCopy = offset > 0 && sourcePart >= 0 && (sourcePart == part || source + length <= kept[sourcePart].End);
            if (canCopy)
            {
                WriteCopy(length, offset - (gaps[part] - gaps[sourcePart]));
            }
            else
            {
                WriteLiteral(plain.Slice(from, length));
            }
        }
    }

    private readonly void WriteLiteral(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        int length = bytes.Length - 1;
        if (length < 60)
        {
            output.Append((byte)(length << 2));
        }
        else
        {
            int size = length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : length < 1 << 24 ? 3 : 4;
            output.Append((byte)((59 + size) << 2));
            for (int i = 0; i < size; i++)
            {
                output.Append((byte)(length >> (8 * i)));
            }
        }

        output.Append(bytes);
    }

    private readonly void WriteCopy(int length, int offset)
    {
        if (length is >= ShortestNearCopy and <= LongestNearCopy && offset < NearOffset)
        {
            output.Append((byte)(((offset >> 8) << 5) | ((length - 4) << 2) | 1));
            output.Append((byte)offset);
        }
        else if (offset < FarOffset)
        {
            output.Append((byte)(((length - 1) << 2) | 2));
            BinaryPrimitives.WriteUInt16LittleEndian(output.Reserve(2), (ushort)offset);
        }
        else
        {
            output.Append((byte)(((length - 1) << 2) | 3));
            BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(4), offset);
        }
    }

    private readonly int HeaderLength()
    {
        int length = 1;
        while (block[length - 1] >= 0x80)
        {
            length++;
        }

        return length;
    }

    /// <summary>Reads a tag and passes over a literal's bytes.</summary>
    /// <returns>Bytes that the tag makes; <paramref name="offset"/> is 0 for a literal.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadTag(ReadOnlySpan<byte> block, ref int input, out int offset)
    {
        int tag = block[input++];
        int length = (tag >> 2) + 1;
        switch (tag & 3)
        {
            case 0:
                offset = 0;
                if (length > 60)
                {
                    int size = length - 60;
                    length = 1;
                    for (int i = 0; i < size; i++)
                    {
                        length += block[input++] << (8 * i);
                    }
                }

                input += length;
                return length;
            case 1:
                offset = ((tag & 0xe0) << 3) | block[input++];
                return ((tag >> 2) & 7) + 4;
            case 2:
                offset = BinaryPrimitives.ReadUInt16LittleEndian(block[input..]);
                input += 2;
                return length;
            default:
                offset = BinaryPrimitives.ReadInt32LittleEndian(block[input..]);
                input += 4;
                return length;
        }
    }
}

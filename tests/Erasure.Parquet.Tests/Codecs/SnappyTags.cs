using System.Buffers.Binary;
using Erasure.Parquet.Codecs;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>A Snappy block written tag by tag, beside the bytes that it makes.</summary>
internal sealed class SnappyTags
{
    private readonly List<byte> tags = [];
    private readonly List<byte> plain = [];

    /// <summary>For each tag where it and its bytes end, and the first byte that it reads back or makes.</summary>
    public List<(int InputEnd, int OutputEnd, int From)> Made { get; } = [];

    public byte[] Plain => [.. plain];

    public byte[] Tags => [.. tags];

    public byte[] Block => WithLength(Tags, plain.Count);

    /// <summary>Tags behind a length that may be another than theirs.</summary>
    public static byte[] WithLength(byte[] tags, int length)
    {
        byte[] header = new byte[5];
        return [.. header.AsSpan(0, SnappyEncoder.WriteLength(length, header)), .. tags];
    }

    /// <summary>Short literals and far copies, near copies that overlap, long literals, or all of them with as much behind a tag as it can have.</summary>
    public static SnappyTags Random(Random random, int style, int? atLeast = null)
    {
        SnappyTags made = new();
        int length = atLeast ?? random.Next(1, random.Next(2) == 0 ? 300 : 40_000);
        while (made.plain.Count < length)
        {
            int count = made.plain.Count;
            if (count == 0 || random.Next(5) < 2)
            {
                bool isLong = style == 2 || (style == 3 && random.Next(4) == 0);
                made.Literal(random, random.Next(1, isLong ? 2_000 : 61), style == 3 ? random.Next(5) : 0);
            }
            else
            {
                int kind = random.Next(1, style == 3 ? 4 : 3), furthest = Math.Min(count, kind == 1 ? 2047 : kind == 2 ? 65535 : int.MaxValue);
                int offset = random.Next(1, (style == 1 ? Math.Min(furthest, 40) : furthest) + 1);
                made.Copy(offset, kind == 1 ? random.Next(4, 12) : random.Next(1, 65), kind);
            }
        }

        return made;
    }

    /// <summary>Adds a literal, with its length in as many bytes behind the tag, or as few as there must be.</summary>
    public void Literal(Random random, int length, int bytesBehind = 0)
    {
        if (length == 0)
        {
            return;
        }

        int needed = length <= 60 ? 0 : length <= 256 ? 1 : 2, from = plain.Count;
        bytesBehind = Math.Max(bytesBehind, needed);
        tags.Add((byte)((bytesBehind == 0 ? length - 1 : 59 + bytesBehind) << 2));
        for (int i = 0; i < bytesBehind; i++)
        {
            tags.Add((byte)((long)(length - 1) >> (8 * i)));
        }

        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        tags.AddRange(bytes);
        plain.AddRange(bytes);
        Made.Add((tags.Count, plain.Count, from));
    }

    /// <summary>Adds a copy whose offset takes 1, 2 or 4 bytes behind the tag, by its kind.</summary>
    public void Copy(int offset, int length, int kind)
    {
        RawCopy(offset, length, kind);
        int from = plain.Count - offset;
        for (int i = 0; i < length; i++)
        {
            plain.Add(plain[from + i]);
        }

        Made.Add((tags.Count, plain.Count, from));
    }

    /// <summary>Adds the tag alone.</summary>
    public void RawCopy(int offset, int length, int kind)
    {
        if (kind == 1)
        {
            tags.Add((byte)(1 | ((length - 4) << 2) | ((offset >> 8) << 5)));
            tags.Add((byte)offset);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, offset);
        tags.Add((byte)(kind | ((length - 1) << 2)));
        tags.AddRange(bytes[..(kind == 2 ? 2 : 4)]);
    }
}

using System.Buffers.Binary;
using System.Numerics;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>The RLE / bit-packing hybrid of levels, dictionary indices and booleans (Encodings.md, RLE = 3).</summary>
internal static class RleHybrid
{
    private const int Group = 8;

    /// <summary>Groups in one bit-packed run: the header then fits a byte.</summary>
    private const int MaxGroups = 63;

    /// <summary>Fills <paramref name="destination"/>; every value must be below <paramref name="limit"/>.</summary>
    /// <returns>Bytes consumed.</returns>
    public static int Decode<T>(ReadOnlySpan<byte> source, int bitWidth, Span<T> destination, ulong limit, string what)
        where T : unmanaged, IBinaryInteger<T>
    {
        int position = 0, filled = 0, valueBytes = (bitWidth + 7) / 8;
        while (filled < destination.Length)
        {
            ulong header = Varint.Read(source, ref position, what);
            Span<T> rest = destination[filled..];
            if ((header & 1) == 0)
            {
                if (valueBytes > source.Length - position)
                {
                    throw EncodingErrors.TooShort(what);
                }

                ulong value = 0;
                for (int i = 0; i < valueBytes; i++)
                {
                    value |= (ulong)source[position++] << (8 * i);
                }

                int count = (int)Math.Min(header >> 1, (ulong)rest.Length);
                CheckRun(count, value, limit, what);
                rest[..count].Fill(T.CreateTruncating(value));
                filled += count;
            }
            else
            {
                int count = (int)Math.Min((header >> 1) * Group, (ulong)rest.Length);
                long bytes = (((long)count * bitWidth) + 7) / 8;
                if (header >> 1 > int.MaxValue || bytes > source.Length - position)
                {
                    throw EncodingErrors.TooShort(what);
                }

                if (count == 0)
                {
                    throw EncodingErrors.Invalid($"{what} has an empty run.");
                }

                BitPacking.Unpack(source.Slice(position, (int)bytes), bitWidth, rest[..count]);
                CheckRange(rest[..count], bitWidth, limit, what);
                filled += count;

                // a short last run may leave its padding out
                position = (int)Math.Min(source.Length, position + ((long)(header >> 1) * bitWidth));
            }
        }

        return position;
    }

    public static void Encode<T>(ReadOnlySpan<T> values, int bitWidth, ByteBuffer output)
        where T : unmanaged, IBinaryInteger<T>
    {
        int position = 0, packedFrom = 0;
        while (position < values.Length)
        {
            int run = RunLength(values[position..]);

            // a repeated run may begin only where the packed values before it fill whole groups
            int fill = (Group - ((position - packedFrom) % Group)) % Group;
            if (run - fill < Group)
            {
                position += Math.Min(run, values.Length - position);
                continue;
            }

            position += fill;
            Pack(values[packedFrom..position], bitWidth, output);
            run -= fill;
            Varint.Write(output, (ulong)run << 1);
            ulong value = ulong.CreateTruncating(values[position]);
            for (int i = 0; i < (bitWidth + 7) / 8; i++)
            {
                output.Append((byte)(value >> (8 * i)));
            }

            position += run;
            packedFrom = position;
        }

        Pack(values[packedFrom..], bitWidth, output);
    }

    private static int RunLength<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        // most neighbours differ where packing pays, and then the vectorised search costs more than it saves
        if (values.Length > 1 && values[1] != values[0])
        {
            return 1;
        }

        int different = values.IndexOfAnyExcept(values[0]);
        return different < 0 ? values.Length : different;
    }

    private static void Pack<T>(ReadOnlySpan<T> values, int bitWidth, ByteBuffer output)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<ulong> group = stackalloc ulong[MaxGroups * Group];
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, group.Length);
            int groups = (count + Group - 1) / Group;
            Span<ulong> padded = group[..(groups * Group)];
            padded[count..].Clear();
            for (int i = 0; i < count; i++)
            {
                padded[i] = ulong.CreateTruncating(values[i]);
            }

            output.Append((byte)((groups << 1) | 1));
            if (bitWidth <= 8)
            {
                PackGroups(padded, bitWidth, output.Reserve(groups * bitWidth));
            }
            else
            {
                BitPacking.Pack(padded, bitWidth, output);
            }

            values = values[count..];
        }
    }

    /// <summary>Eight values of up to eight bits fill one word.</summary>
    private static void PackGroups(ReadOnlySpan<ulong> values, int bitWidth, Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (; !destination.IsEmpty; values = values[Group..], destination = destination[bitWidth..])
        {
            ulong packed = 0;
            for (int i = Group - 1; i >= 0; i--)
            {
                packed = (packed << bitWidth) | values[i];
            }

            BinaryPrimitives.WriteUInt64LittleEndian(word, packed);
            word[..bitWidth].CopyTo(destination);
        }
    }

    private static void CheckRun(int count, ulong value, ulong limit, string what)
    {
        if (count == 0)
        {
            throw EncodingErrors.Invalid($"{what} has an empty run.");
        }

        if (value >= limit)
        {
            throw EncodingErrors.Invalid($"{what} has a value out of range.");
        }
    }

    private static void CheckRange<T>(ReadOnlySpan<T> values, int bitWidth, ulong limit, string what)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (bitWidth < 64 && limit >= 1UL << bitWidth)
        {
            return;
        }

        T bound = T.CreateTruncating(limit);
        foreach (T value in values)
        {
            if (value < T.Zero || value >= bound)
            {
                throw EncodingErrors.Invalid($"{what} has a value out of range.");
            }
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Tests.Encodings;

/// <summary>Every encoding: what is encoded is decoded again, whole and with parts left out.</summary>
public sealed class EncodingTests
{
    private const int Limit = 1 << 24;

    public static TheoryData<int, int, int> Cases
    {
        get
        {
            TheoryData<int, int, int> cases = [];
            foreach ((ValueEncoding encoding, PhysicalType[] types) in Supported)
            {
                foreach (PhysicalType type in types)
                {
                    foreach (int count in (int[])[0, 1, 7, 128, 129, 5000])
                    {
                        cases.Add((int)encoding, (int)type, count);
                    }
                }
            }

            return cases;
        }
    }

    private static readonly (ValueEncoding, PhysicalType[])[] Supported =
    [
        (ValueEncoding.Plain, Enum.GetValues<PhysicalType>()),
        (ValueEncoding.Rle, [PhysicalType.Boolean]),
        (ValueEncoding.DeltaBinaryPacked, [PhysicalType.Int32, PhysicalType.Int64]),
        (ValueEncoding.DeltaLengthByteArray, [PhysicalType.ByteArray]),
        (ValueEncoding.DeltaByteArray, [PhysicalType.ByteArray, PhysicalType.FixedLenByteArray]),
        (ValueEncoding.ByteStreamSplit, [PhysicalType.Int32, PhysicalType.Int64, PhysicalType.Float, PhysicalType.Double, PhysicalType.FixedLenByteArray]),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_survive_encoding_whole_and_with_parts_left_out(int encoding, int type, int count)
    {
        LeafColumn column = Column((PhysicalType)type);
        Random random = new(count);
        byte[][] values = [.. Enumerable.Range(0, count).Select(_ => Value(column, random))];
        ValueRun[] all = count == 0 ? [] : [new ValueRun(0, count)];
        byte[] encoded = Encode(column, (ValueEncoding)encoding, Decoded(column, values), all);
        Assert.Equal(values, Decode(column, (ValueEncoding)encoding, encoded, count));

        List<ValueRun> kept = [];
        for (int at = random.Next(3); at < count;)
        {
            int run = Math.Min(count - at, random.Next(1, 50));
            kept.Add(new ValueRun(at, run));
            at += run + random.Next(1, 20);
        }

        using PageValues page = new();
        using ByteBuffer carried = new();
        page.Decode(column, (ValueEncoding)encoding, encoded, count, null, Limit, carried);
        using ByteBuffer output = new();
        page.Encode(column, kept.ToArray(), output);
        byte[][] expected = [.. kept.SelectMany(run => values[run.Start..run.End])];
        Assert.Equal(expected, Decode(column, (ValueEncoding)encoding, output.Span.ToArray(), expected.Length));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Truncated_and_mangled_pages_are_refused_or_decoded(int encoding, int type, int count)
    {
        LeafColumn column = Column((PhysicalType)type);
        Random random = new(count);
        byte[][] values = [.. Enumerable.Range(0, count).Select(_ => Value(column, random))];
        byte[] encoded = Encode(column, (ValueEncoding)encoding, Decoded(column, values), count == 0 ? [] : [new ValueRun(0, count)]);
        int refused = 0;
        for (int i = 0; i < 100 && encoded.Length > 0; i++)
        {
            byte[] mangled = encoded[..random.Next(encoded.Length)];
            for (int j = random.Next(4); j > 0 && mangled.Length > 0; j--)
            {
                mangled[random.Next(mangled.Length)] = (byte)random.Next(256);
            }

            try
            {
                Decode(column, (ValueEncoding)encoding, mangled, count);
            }
            catch (RefusedException refusal)
            {
                Assert.True(refusal.Code is RefusalCode.Corrupt or RefusalCode.TooLarge);
                refused++;
            }
        }

        Assert.True(count == 0 || refused > 20, $"{refused} of 100 refused.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(17)]
    [InlineData(31)]
    public void Runs_and_packed_groups_come_back(int bitWidth)
    {
        Random random = new(bitWidth);
        for (int round = 0; round < 50; round++)
        {
            int[] values = Mixed(random, bitWidth, random.Next(1, 3000));
            using ByteBuffer output = new();
            RleHybrid.Encode<int>(values, bitWidth, output);
            int[] decoded = new int[values.Length];
            int consumed = RleHybrid.Decode(output.Span, bitWidth, decoded.AsSpan(), 1UL << bitWidth, "test");
            Assert.Equal(values, decoded);
            Assert.Equal(output.Length, consumed);
        }
    }

    [Fact]
    public void Dictionary_indices_out_of_range_are_refused()
    {
        using ByteBuffer output = new();
        DictionaryIndices.Encode([0, 1, 5, 2], [new ValueRun(0, 4)], 3, output);
        byte[] encoded = output.Span.ToArray();
        int[] decoded = new int[4];
        Assert.Equal((3, encoded.Length), DictionaryIndices.Decode(encoded, decoded, 6));
        Assert.Throws<RefusedException>(() => DictionaryIndices.Decode(encoded, decoded, 5));
    }

    [Fact]
    public void Deprecated_levels_are_packed_from_the_most_significant_bit()
    {
        using ByteBuffer output = new();
        byte[] levels = [0, 1, 2, 3, 4, 5, 6, 7];
        BitPackedLevels.Encode(levels, 3, output);
        Assert.Equal([0b00000101, 0b00111001, 0b01110111], output.Span.ToArray());
        byte[] decoded = new byte[8];
        Assert.Equal(3, BitPackedLevels.Decode(output.Span, 3, decoded, 8));
        Assert.Equal(levels, decoded);
    }

    [Fact]
    public void A_first_prefix_may_lean_on_the_page_before()
    {
        LeafColumn column = Column(PhysicalType.ByteArray);
        using ByteBuffer carried = new();
        using PageValues page = new();
        byte[] first = Encode(column, ValueEncoding.DeltaByteArray, Decoded(column, ["Hello"u8.ToArray()]), [new ValueRun(0, 1)]);
        page.Decode(column, ValueEncoding.DeltaByteArray, first, 1, null, Limit, carried);

        using ByteBuffer second = new();
        DeltaBinaryPacked.Encode<int>([3], DeltaBinaryPacked.Default, second);
        DeltaBinaryPacked.Encode<int>([2], DeltaBinaryPacked.Default, second);
        second.Append("p!"u8);
        page.Decode(column, ValueEncoding.DeltaByteArray, second.Span.ToArray(), 1, null, Limit, carried);
        Assert.Equal("Help!"u8.ToArray(), page[0].ToArray());
    }

    private static LeafColumn Column(PhysicalType type) => new()
    {
        Ordinal = 0,
        Path = "c",
        LogicalPath = "c",
        Type = type,
        TypeLength = type == PhysicalType.FixedLenByteArray ? 5 : 0,
        Logical = new LogicalType(LogicalKind.None),
        MaxDefinition = 0,
        MaxRepetition = 0,
        Order = ValueOrder.None,
    };

    private static byte[] Value(LeafColumn column, Random random)
    {
        byte[] value = new byte[column.IsVariable ? random.Next(12) : column.Width];
        random.NextBytes(value);
        if (column.Type == PhysicalType.Boolean)
        {
            value[0] &= 1;
        }
        else if (random.Next(2) == 0)
        {
            value.AsSpan(value.Length / 2).Clear();
        }

        return value;
    }

    private static int[] Mixed(Random random, int bitWidth, int count)
    {
        List<int> values = [];
        while (values.Count < count)
        {
            int value = (int)(random.NextInt64() & ((1L << bitWidth) - 1));
            values.AddRange(Enumerable.Repeat(value, random.Next(3) == 0 ? random.Next(1, 100) : 1));
        }

        return [.. values.Take(count)];
    }

    /// <summary>A PLAIN page of the values.</summary>
    private static byte[] Decoded(LeafColumn column, byte[][] values)
    {
        using ByteBuffer plain = new();
        if (column.Type == PhysicalType.Boolean)
        {
            Span<byte> bits = plain.Reserve((values.Length + 7) / 8);
            bits.Clear();
            for (int i = 0; i < values.Length; i++)
            {
                bits[i / 8] |= (byte)(values[i][0] << (i % 8));
            }

            return plain.Span.ToArray();
        }

        foreach (byte[] value in values)
        {
            if (column.IsVariable)
            {
                BinaryPrimitives.WriteInt32LittleEndian(plain.Reserve(4), value.Length);
            }

            plain.Append(value);
        }

        return plain.Span.ToArray();
    }

    private static byte[] Encode(LeafColumn column, ValueEncoding encoding, byte[] plain, ValueRun[] keep)
    {
        using ValueBlock block = new();
        Plain.Decode(column, plain, keep.Sum(run => run.Count), Limit, block);
        using ByteBuffer output = new();
        switch (encoding)
        {
            case ValueEncoding.Plain:
                Plain.Encode(column, block, keep, output);
                break;
            case ValueEncoding.Rle:
                RleBooleans.Encode(block, keep, output);
                break;
            case ValueEncoding.DeltaBinaryPacked when column.Width == 4:
                DeltaBinaryPacked.Encode(MemoryMarshal.Cast<byte, int>(block.Data.Span), new DeltaBinaryPacked.Layout(256, 8), output);
                break;
            case ValueEncoding.DeltaBinaryPacked:
                DeltaBinaryPacked.Encode(MemoryMarshal.Cast<byte, long>(block.Data.Span), DeltaBinaryPacked.Default, output);
                break;
            case ValueEncoding.DeltaLengthByteArray:
                DeltaLengthByteArray.Encode(block, keep, DeltaBinaryPacked.Default, output);
                break;
            case ValueEncoding.DeltaByteArray:
                DeltaByteArray.Encode(block, keep, DeltaBinaryPacked.Default, output);
                break;
            default:
                ByteStreamSplit.Encode(block, keep, output);
                break;
        }

        return output.Span.ToArray();
    }

    private static byte[][] Decode(LeafColumn column, ValueEncoding encoding, byte[] encoded, int count)
    {
        using PageValues page = new();
        using ByteBuffer carried = new();
        page.Decode(column, encoding, encoded, count, null, Limit, carried);
        return [.. Enumerable.Range(0, count).Select(i => page[i].ToArray())];
    }
}

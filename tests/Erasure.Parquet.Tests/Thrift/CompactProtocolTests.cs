using Erasure.Parquet.Buffers;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Tests.Thrift;

public sealed class CompactProtocolTests
{
    [Fact]
    public void Unknown_fields_of_every_type_are_written_as_they_were_read()
    {
        ThriftStruct inner = new();
        inner.SetI32(1, -7);
        ThriftList longList = ThriftList.OfI64(Enumerable.Range(0, 40).Select(i => (long)i * i * -1));
        ThriftList booleans = new(ThriftType.True);
        booleans.Items.AddRange([ThriftValue.Bool(true), ThriftValue.Bool(false)]);
        ThriftList map = new(ThriftType.Binary, ThriftType.I32);
        map.Items.AddRange([ThriftValue.Binary([1, 2]), ThriftValue.I32(3)]);
        ThriftStruct value = new();
        value.Append(3, ThriftValue.Bool(false));
        value.Append(4, ThriftValue.Bool(true));
        value.Append(100, new ThriftValue(ThriftType.Byte, -3, null));
        value.Append(101, new ThriftValue(ThriftType.I16, short.MinValue, null));
        value.Append(1000, ThriftValue.I64(long.MinValue));
        value.Append(1001, new ThriftValue(ThriftType.Double, BitConverter.DoubleToInt64Bits(1.5), null));
        value.Append(1002, ThriftValue.Binary([0, 255]));
        value.Append(1003, ThriftValue.Of(longList));
        value.Append(1004, ThriftValue.Of(booleans));
        value.Append(1005, new ThriftValue(ThriftType.Map, 0, map));
        value.Append(1006, new ThriftValue(ThriftType.Uuid, 0, new byte[16]));
        value.Append(1007, ThriftValue.Of(inner));
        value.Append(2, ThriftValue.I32(5));

        byte[] written = CompactWriter.ToArray(value);
        CompactReader reader = new(written);
        Assert.Equal(written, CompactWriter.ToArray(reader.ReadStruct()));
        Assert.Equal(written.Length, reader.Position);
    }

    [Fact]
    public void Skipping_a_struct_ends_where_reading_it_does()
    {
        ThriftStruct value = new();
        value.Append(1, ThriftValue.Bool(true));
        value.Append(2, ThriftValue.Of(ThriftList.OfI64([1, 2, 3])));
        value.Append(3, ThriftValue.Binary(new byte[200]));
        byte[] written = CompactWriter.ToArray(value);
        CompactReader reader = new(written);
        reader.Skip(ThriftType.Struct);
        Assert.Equal(written.Length, reader.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_are_read_or_refused(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            try
            {
                new CompactReader(bytes).ReadStruct();
            }
            catch (RefusedException refusal)
            {
                Assert.Equal(RefusalCode.Corrupt, refusal.Code);
            }
        }
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        byte[] bytes = new byte[100_000];
        Array.Fill(bytes, (byte)0x1C);
        RefusedException refusal = Assert.Throws<RefusedException>(() => new CompactReader(bytes).ReadStruct());
        Assert.Equal(RefusalCode.Corrupt, refusal.Code);
    }

    [Fact]
    public void A_field_set_anew_keeps_its_place()
    {
        ThriftStruct value = new();
        value.Append(1, ThriftValue.I32(1));
        value.Append(5, ThriftValue.I32(5));
        value.SetI64(3, 3);
        value.SetI64(1, 10);
        Assert.Equal([1, 3, 5], value.Fields.Select(field => (int)field.Id));
        Assert.Equal(10, value.Number(1));
    }
}

using System.IO.Compression;
using System.Text;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Privacy;

/// <summary>Places in which an erased value could outlive its row: what a rewritten chunk says of itself.</summary>
public sealed class HiddenValueTests
{
    private const string Canary = "canary-0123456789abcdef";

    /// <summary>What parquet-mr's BinaryTruncator and arrow-rs do to long bounds, of fixed-length values too.</summary>
    [Theory]
    [InlineData(true, 64)]
    [InlineData(true, 5)]
    [InlineData(false, 64)]
    public async Task Shortened_bounds_of_fixed_length_values_do_not_tell_the_erased_one(bool isLeast, int length)
    {
        byte[] canary = Fixed(Canary), others = isLeast ? Fixed("x") : Fixed("a");
        byte[] shortened = (isLeast ? canary : Incremented(canary[..length]))[..length];
        HandmadeFile file = new() { Type = 7, TypeLength = 100, HasOrder = true };
        file.Begin().DataPage([.. others, .. canary, .. others], 3);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(Statistics(isLeast ? shortened : others, isLeast ? others : shortened))));
        Erased erased = await EraseAsync(file, "0x" + Convert.ToHexString(canary));
        Assert.Equal(1, erased.Findings.RowsMatched);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf(canary.AsSpan(0, length - 1)));
    }

    [Fact]
    public async Task An_upper_bound_whose_increment_overflowed_still_counts_as_shortened()
    {
        byte[] canary = [.. Fixed(Canary)[..50], 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[44]];
        byte[] bound = canary[..56];
        bound[49]++;
        HandmadeFile file = new() { Type = 7, TypeLength = 100, HasOrder = true };
        file.Begin().DataPage([.. Fixed("a"), .. canary], 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(Statistics(Fixed("a"), bound))));
        Erased erased = await EraseAsync(file, "0x" + Convert.ToHexString(canary));
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
    }

    [Theory]
    [InlineData("statistics")]
    [InlineData("chunk")]
    [InlineData("metadata")]
    [InlineData("key/value metadata of the chunk")]
    [InlineData("size statistics")]
    [InlineData("page header")]
    [InlineData("page statistics")]
    public async Task Fields_that_are_not_understood_go_from_what_holds_values(string place)
    {
        HandmadeFile file = new();
        ThriftStruct pageStatistics = new();
        pageStatistics.SetBinary(10, Encoding.UTF8.GetBytes(Canary));
        file.Begin().DataPage(Plain("a", Canary, "c"), 3, change: header =>
        {
            if (place == "page header")
            {
                header.SetBinary(20, Encoding.UTF8.GetBytes(Canary));
            }
            else if (place == "page statistics")
            {
                header.Struct(5)!.Set(5, ThriftValue.Of(pageStatistics));
            }
        });
        file.DataPage(Plain("d", "e"), 2, change: header =>
        {
            if (place == "page header")
            {
                header.SetBinary(20, Encoding.UTF8.GetBytes(Canary));
            }
        });
        file.End(
            5,
            5,
            meta =>
            {
                ThriftStruct holder = new();
                switch (place)
                {
                    case "statistics":
                        holder.SetBinary(10, Encoding.UTF8.GetBytes(Canary));
                        meta.Set(12, ThriftValue.Of(holder));
                        break;
                    case "metadata":
                        meta.SetBinary(18, Encoding.UTF8.GetBytes(Canary));
                        break;
                    case "size statistics":
                        holder.SetBinary(9, Encoding.UTF8.GetBytes(Canary));
                        meta.Set(16, ThriftValue.Of(holder));
                        break;
                    case "key/value metadata of the chunk":
                        holder.SetBinary(1, "last"u8.ToArray());
                        holder.SetBinary(2, Encoding.UTF8.GetBytes(Canary));
                        ThriftList entries = new(ThriftType.Struct);
                        entries.Items.Add(ThriftValue.Of(holder));
                        meta.Set(8, ThriftValue.Of(entries));
                        break;
                }
            },
            chunk =>
            {
                if (place == "chunk")
                {
                    chunk.SetBinary(12, Encoding.UTF8.GetBytes(Canary));
                }
            });
        Erased erased = await EraseAsync(file, Canary);
        Assert.Equal(1, erased.Findings.RowsMatched);
        Assert.Equal(-1, erased.Bytes.AsSpan().IndexOf("canary"u8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_field_that_comes_twice_is_refused(bool inChunk)
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2, meta =>
        {
            if (inChunk)
            {
                meta.Append(12, ThriftValue.Of(Statistics("a"u8.ToArray(), "b"u8.ToArray())));
                meta.Append(12, ThriftValue.Of(Statistics("a"u8.ToArray(), Encoding.UTF8.GetBytes(Canary))));
            }
        });
        if (!inChunk)
        {
            file.Footer.SetI32(1, 1);
            file.Footer.Append(1, ThriftValue.I32(2));
        }

        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(async () => await EraseAsync(file, "a"));
        Assert.Equal(RefusalCode.Corrupt, refusal.Code);
    }

    [Fact]
    public void A_struct_whose_fields_are_out_of_order_is_read_and_a_field_twice_is_not()
    {
        ThriftStruct raw = new();
        raw.Append(5, ThriftValue.I32(5));
        raw.Append(2, ThriftValue.I32(2));
        raw.Append(9, ThriftValue.I32(9));
        byte[] bytes = CompactWriter.ToArray(raw);
        Assert.Equal(9, new CompactReader(bytes).ReadStruct().Int(9));
        raw.Append(5, ThriftValue.I32(6));
        bytes = CompactWriter.ToArray(raw);
        Assert.Throws<RefusedException>(() => new CompactReader(bytes).ReadStruct());
    }

    /// <summary>RFC 1952, 2.3: a member ends with its check and its size.</summary>
    [Fact]
    public void A_gzip_body_without_the_whole_of_its_end_is_refused()
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('a', 1000));
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(text);
        }

        byte[] body = target.ToArray(), output = new byte[text.Length];
        ICodec codec = CodecTable.For(2);
        Assert.Equal(text.Length, codec.Decompress(body, output));
        Assert.Equal(text.Length, codec.Decompress(body, new byte[text.Length + 10]));
        for (int missing = 1; missing <= 8; missing++)
        {
            Assert.Equal(RefusalCode.Corrupt, Assert.Throws<RefusedException>(() => codec.Decompress(body.AsSpan(0, body.Length - missing), output)).Code);
        }
    }

    internal static ThriftStruct Statistics(byte[] min, byte[] max, long? nulls = null)
    {
        ThriftStruct statistics = new();
        if (nulls is { } count)
        {
            statistics.SetI64(3, count);
        }

        statistics.SetBinary(5, max);
        statistics.SetBinary(6, min);
        return statistics;
    }

    private static byte[] Fixed(string text) => Encoding.UTF8.GetBytes(text.PadRight(100, '-'));

    private static byte[] Incremented(byte[] bytes)
    {
        bytes[^1]++;
        return bytes;
    }

    private static Task<Erased> EraseAsync(HandmadeFile file, string value) => Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", value));
}

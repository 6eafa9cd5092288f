using System.IO.Compression;
using System.Text;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Codecs.Zstd;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.Parquet.Tests.Codecs;
using SharpCompress.Compressors.BZip2;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Whole objects that are compressed, and limits on what they grow to.</summary>
public sealed class TextCodecTests
{
    [Theory]
    [InlineData("gzip", 200_000)]
    [InlineData("zstd", 200_000)]
    [InlineData("bzip2", 50_000)]
    [InlineData("gzip", 3)]
    [InlineData("zstd", 3)]
    [InlineData("bzip2", 3)]
    public async Task A_compressed_object_keeps_its_codec_and_every_other_row(string codec, int rows)
    {
        string text = string.Concat(Enumerable.Range(0, rows).Select(i => $"{{\"id\":{i % 100},\"t\":\"row {i * 7919L}\"}}\n"));
        string expected = string.Concat(Enumerable.Range(0, rows).Where(i => i % 100 != 2).Select(i => $"{{\"id\":{i % 100},\"t\":\"row {i * 7919L}\"}}\n"));
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), Pack(codec, Encoding.UTF8.GetBytes(text)), Erase.By("id", "2"));
        Assert.Equal(expected, Encoding.UTF8.GetString(Unpack(codec, erased.Bytes, expected.Length)));
        Assert.All(erased.Segments, segment => Assert.IsType<Segment.Write>(segment));
        Assert.Equal((rows, (rows + 97) / 100), (erased.Findings.Rows, erased.Findings.RowsMatched));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task A_second_enumeration_gives_the_same_bytes(string codec)
    {
        byte[] source = Pack(codec, "{\"id\":1}\n{\"id\":2}\n"u8.ToArray());
        RewritePlan plan = await new JsonRowEraser().PlanAsync(new MemoryByteSource(source), Erase.By("id", "2"), CancellationToken.None);
        Assert.Equal(await CollectAsync(plan), await CollectAsync(plan));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task Several_members_or_frames_are_one_text_even_where_a_row_spans_them(string codec)
    {
        byte[] source = [.. Pack(codec, "{\"id\":1}\n{\"i"u8.ToArray()), .. Pack(codec, "d\":2}\n{\"id\":3}\n"u8.ToArray())];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), source, Erase.By("id", "2"));
        Assert.Equal("{\"id\":1}\n{\"id\":3}\n", Encoding.UTF8.GetString(Unpack(codec, erased.Bytes, 18)));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public async Task Empty_gzip_members_are_passed(bool isBefore, bool isBetween, bool isBehind)
    {
        byte[] empty = Convert.FromHexString("1f8b08000000000000ff03000000000000000000");
        byte[] Empty(bool isThere) => isThere ? [.. empty, .. empty] : [];
        byte[] source = [.. Empty(isBefore), .. Pack("gzip", "{\"id\":1}\n"u8.ToArray()), .. Empty(isBetween), .. Pack("gzip", "{\"id\":2}\n"u8.ToArray()), .. Empty(isBehind)];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), source, Erase.By("id", "2"));
        Assert.Equal("{\"id\":1}\n", Encoding.UTF8.GetString(Unpack("gzip", erased.Bytes, 9)));
    }

    [Theory]
    [InlineData("1f9d905a01")]
    [InlineData("1fa0905a01")]
    [InlineData("02214c180a")]
    [InlineData("04224d180a")]
    [InlineData("fd377a585a00")]
    [InlineData("377abcaf271c")]
    [InlineData("526172211a07")]
    [InlineData("4c5a495001")]
    [InlineData("894c5a4f000d")]
    [InlineData("ff060000734e61507059")]
    public async Task Codecs_that_cannot_be_read_are_told_by_their_magic_number(string start)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), Convert.FromHexString(start), Erase.By("id", "2")));
        Assert.Equal(RefusalCode.UnsupportedCodec, refused.Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task All_rows_erased_leave_a_valid_object_of_the_codec_that_the_next_run_reads(string codec)
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), Pack(codec, "{\"id\":1}\n"u8.ToArray()), Erase.By("id", "1"));
        Assert.NotEmpty(erased.Bytes);
        Assert.Empty(Unpack(codec, erased.Bytes, 0));
        Assert.Equal(0, (await Erase.RunAsync(new JsonRowEraser(), erased.Bytes, Erase.By("id", "1"))).Findings.Rows);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task A_truncated_object_is_refused_wherever_it_is_cut(string codec)
    {
        byte[] source = Pack(codec, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(i => $"{{\"id\":{i * 7919L}}}\n"))));
        for (int length = 4; length < source.Length; length++)
        {
            byte[] cut = source[..length];
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), cut, Erase.By("id", "0")));
            Assert.True(refused.Code is RefusalCode.Corrupt or RefusalCode.MalformedText, $"cut at {length}: {refused.Code}");
            Assert.True(codec == "zstd" || refused.Message.Contains("ends too early", StringComparison.Ordinal), $"cut at {length}: {refused.Message}");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("bzip2")]
    public async Task Something_else_behind_a_compressed_object_is_refused(string codec)
    {
        byte[] source = [.. Pack(codec, "{\"id\":1}\n"u8.ToArray()), 7, 7, 7, 7, 7];
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), source, Erase.By("id", "0")));
        Assert.Equal(RefusalCode.Corrupt, refused.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(300_000)]
    public async Task Zeros_behind_gzip_are_padding(int count)
    {
        byte[] source = [.. Pack("gzip", "{\"id\":1}\n"u8.ToArray()), .. Pack("gzip", "{\"id\":2}\n"u8.ToArray()), .. new byte[count]];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), source, Erase.By("id", "1"));
        Assert.Equal("{\"id\":2}\n"u8.ToArray(), Unpack("gzip", erased.Bytes, 0));
    }

    [Fact]
    public async Task A_gzip_header_may_name_its_file()
    {
        byte[] packed = Pack("gzip", "{\"id\":1}\n{\"id\":2}\n"u8.ToArray());
        byte[] source = [.. packed[..3], 0x1e, .. packed[4..10], 3, 0, 1, 2, 3, .. "a.json\0a comment\0"u8, 0, 0, .. packed[10..]];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), source, Erase.By("id", "1"));
        Assert.Equal("{\"id\":2}\n"u8.ToArray(), Unpack("gzip", erased.Bytes, 0));
    }

    [Fact]
    public async Task A_decompression_bomb_is_refused()
    {
        var text = new byte[200 << 20];
        text.AsSpan().Fill((byte)' ');
        byte[] bomb = Pack("zstd", text);
        var eraser = new JsonRowEraser(new TextEraserOptions { MaxRecordLength = 1 << 30 });
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(eraser, bomb, Erase.By("id", "1")));
        Assert.Equal(RefusalCode.TooLarge, refused.Code);
    }

    [Fact]
    public async Task A_line_beyond_the_limit_takes_nothing_of_the_heap()
    {
        byte[] text = [.. "{\"id\":\""u8, .. Enumerable.Repeat((byte)'a', 40 << 20)];
        byte[] packed = Pack("gzip", text);
        JsonRowEraser eraser = new(new TextEraserOptions { MaxRecordLength = 32 << 20 });
        long before = GC.GetAllocatedBytesForCurrentThread();

        Task<Erased> erasing = Erase.RunAsync(eraser, packed, Erase.By("id", "1"));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(erasing.IsCompleted, "Only what runs on this thread is counted.");
        Assert.Equal(RefusalCode.TooLarge, (await Assert.ThrowsAsync<RefusedException>(() => erasing)).Code);
        Assert.InRange(allocated, 0, 4 << 20);
    }

    [Theory]
    [InlineData("{}", "a.json.br")]
    [InlineData("{}", "a.json.SNAPPY")]
    [InlineData("PK\u0003\u0004", "a.zip")]
    public async Task A_codec_that_is_not_read_is_refused_by_magic_or_suffix(string text, string name)
    {
        var eraser = new JsonRowEraser(new TextEraserOptions { Name = name });
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(eraser, Encoding.Latin1.GetBytes(text), Erase.By("id", "1")));
        Assert.Equal(RefusalCode.UnsupportedCodec, refused.Code);
    }

    [Fact]
    public async Task An_object_called_gz_that_was_decompressed_on_its_way_is_read_as_text()
    {
        var eraser = new JsonRowEraser(new TextEraserOptions { Name = "a.json.gz" });
        Erased erased = await Erase.RunAsync(eraser, "{\"id\":1}\n{\"id\":2}\n"u8.ToArray(), Erase.By("id", "1"));
        Assert.Equal("{\"id\":2}\n"u8.ToArray(), erased.Bytes);
    }

    [Fact]
    public async Task Streamed_zstd_equals_the_one_shot_decoder_over_many_windows()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            byte[] data = Shapes.Make(seed);
            byte[] body = [.. Pack("zstd", data), 0x51, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9, .. Pack("zstd", data)];
            await using var stream = new ZstdReadStream(new MemoryStream(body));
            using var back = new MemoryStream();
            await stream.CopyToAsync(back, 1 + (seed * 1000));
            Assert.Equal([.. data, .. data], back.ToArray());
        }
    }

    internal static byte[] Pack(string codec, byte[] text)
    {
        if (codec == "zstd")
        {
            return CodecContractTests.Compress(CodecTable.For(6), text);
        }

        using var target = new MemoryStream();
        using (Stream packed = codec == "bzip2"
            ? BZip2Stream.Create(target, SharpCompress.Compressors.CompressionMode.Compress, decompressConcatenated: false)
            : new GZipStream(target, CompressionLevel.Optimal))
        {
            packed.Write(text);
        }

        return target.ToArray();
    }

    internal static byte[] Unpack(string codec, byte[] bytes, int length)
    {
        if (codec == "zstd")
        {
            var back = new byte[length];
            return back[..CodecTable.For(6).Decompress(bytes, back)];
        }

        using Stream packed = codec == "bzip2"
            ? BZip2Stream.Create(new MemoryStream(bytes), SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true)
            : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var target = new MemoryStream();
        packed.CopyTo(target);
        return target.ToArray();
    }

    private static async Task<byte[]> CollectAsync(RewritePlan plan)
    {
        using var target = new MemoryStream();
        await foreach (Segment segment in plan.Segments)
        {
            target.Write(((Segment.Write)segment).Bytes.Span);
        }

        return target.ToArray();
    }
}

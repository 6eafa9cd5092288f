using Erasure.Parquet.Codecs.Zstd;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Hashing;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>libzstd and the managed code read one another. Where there is no libzstd, its committed output stands for it (see <c>data/codecs</c>).</summary>
public sealed class ZstdTests
{
    [LibzstdFact]
    public void The_managed_decoder_reads_what_libzstd_writes_at_every_level()
    {
        NativeZstd native = NativeZstd.Instance!;
        for (int seed = 0; seed < 700; seed++)
        {
            byte[] data = Shapes.Make(seed);
            var target = new byte[data.Length + (data.Length >> 8) + 80];
            int[] levels = [-5, 1, 3, 6, 9, 15, 19];
            int written = native.Compress(data, target, levels[seed % 10 % levels.Length]);
            var back = new byte[data.Length];
            Assert.Equal(data.Length, ManagedZstdDecoder.Decompress(target.AsSpan(0, written), back));
            Assert.True(data.AsSpan().SequenceEqual(back), $"seed {seed}");
        }
    }

    [LibzstdFact]
    public void Libzstd_reads_what_the_managed_encoder_writes()
    {
        NativeZstd native = NativeZstd.Instance!;
        for (int seed = 0; seed < 700; seed++)
        {
            byte[] data = Shapes.Make(seed);
            byte[] compressed = CodecContractTests.Compress(new ZstdCodec(null), data);
            var back = new byte[data.Length];
            Assert.Equal(data.Length, native.Decompress(compressed, back));
            Assert.True(data.AsSpan().SequenceEqual(back), $"seed {seed}");
        }
    }

    [Fact]
    public void Content_longer_than_the_window_comes_back()
    {
        var data = new byte[ZstdMatcher.Window + 1_000_000];
        new Random(5).NextBytes(data.AsSpan(0, 300_000));
        data.AsSpan(0, 300_000).CopyTo(data.AsSpan(data.Length - 300_000));
        data.AsSpan(0, 300_000).CopyTo(data.AsSpan(1_000_000));
        byte[] compressed = CodecContractTests.Compress(new ZstdCodec(null), data);
        foreach (ICodec codec in new[] { new ZstdCodec(null), CodecTable.For(6) })
        {
            var back = new byte[data.Length];
            Assert.Equal(data.Length, codec.Decompress(compressed, back));
            Assert.True(data.AsSpan().SequenceEqual(back));
        }
    }

    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x0b242d361fda71bc)]
    public void The_checksum_is_the_published_one(string text, ulong expected)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        var hash = new XxHash64();
        hash.Append(bytes.AsSpan(0, bytes.Length / 3));
        hash.Append(bytes.AsSpan(bytes.Length / 3));
        Assert.Equal(expected, hash.Digest());
        Assert.Equal(expected, XxHash64.Hash(bytes));
    }

    [Fact]
    public void Skippable_frames_and_several_frames_are_one_body()
    {
        byte[] data = Shapes.Make(12);
        byte[] frame = CodecContractTests.Compress(new ZstdCodec(null), data);
        byte[] body = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3, .. frame, .. frame];
        var back = new byte[data.Length * 2];
        Assert.Equal(back.Length, ManagedZstdDecoder.Decompress(body, back));
        Assert.Equal([.. data, .. data], back);
    }

    [Fact]
    public void A_frame_declares_its_length()
    {
        byte[] data = Shapes.Make(12);
        Assert.Equal(data.Length, ZstdCodec.DeclaredLength(CodecContractTests.Compress(CodecTable.For(6), data)));
        Assert.Null(ZstdCodec.DeclaredLength([1, 2, 3, 4, 5, 6]));
        Assert.Null(ZstdCodec.DeclaredLength([]));
    }

    [Fact]
    public void A_frame_that_needs_a_dictionary_is_refused_as_such()
    {
        byte[] frame = [0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 1, 1, 0, 0];
        RefusedException refused = Assert.Throws<RefusedException>(() => ManagedZstdDecoder.Decompress(frame, new byte[10]));
        Assert.Equal(RefusalCode.UnsupportedCodec, refused.Code);
    }
}

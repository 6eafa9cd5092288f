using Erasure.Parquet.Codecs;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>What we compress, others decompress.</summary>
public sealed class ForeignDecompressorTests
{
    [Theory]
    [InlineData("SNAPPY", 1)]
    [InlineData("GZIP", 2)]
    [InlineData("BROTLI", 4)]
    [InlineData("LZ4", 5)]
    [InlineData("ZSTD", 6)]
    [InlineData("ZSTD", CodecContractTests.ManagedZstd)]
    [InlineData("LZ4_RAW", 7)]
    public void Hyparquet_decompresses_what_we_compress(string name, int number)
    {
        ICodec codec = CodecContractTests.For(number);
        for (int seed = 0; seed < 70; seed++)
        {
            byte[] data = Shapes.Make(seed);
            if (data.Length > 0)
            {
                byte[] compressed = CodecContractTests.Compress(codec, data);
                Assert.True(data.AsSpan().SequenceEqual(Foreign.Decompress(name, compressed, data.Length)), $"seed {seed}");
            }
        }
    }
}

using Erasure.Parquet.Codecs;
using Erasure.Parquet.Codecs.Zstd;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>What arrow-rs, DuckDB and node compressed (tests/foreign/make-codec-vectors.mjs), we decompress.</summary>
public sealed class ForeignVectorTests
{
    private static readonly string Folder = Repository.PathOf("tests", "Erasure.Parquet.Tests", "data", "codecs");

    public static TheoryData<string> Vectors
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (string path in Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal))
            {
                if (Path.GetExtension(path) != ".raw")
                {
                    names.Add(Path.GetFileName(path));
                }
            }

            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_decompresses_to_its_raw_bytes(string name)
    {
        byte[] compressed = File.ReadAllBytes(Path.Combine(Folder, name));
        byte[] raw = File.ReadAllBytes(Path.Combine(Folder, Path.ChangeExtension(name, ".raw")));
        foreach (ICodec codec in CodecsOf(Path.GetExtension(name)))
        {
            var back = new byte[raw.Length];
            Assert.Equal(raw.Length, codec.Decompress(compressed, back));
            Assert.True(raw.AsSpan().SequenceEqual(back));
        }
    }

    private static ICodec[] CodecsOf(string extension) => extension switch
    {
        ".snappy" => [CodecTable.For(1)],
        ".gzip" or ".node-gzip" => [CodecTable.For(2)],
        ".brotli" or ".node-brotli" => [CodecTable.For(4)],
        ".lz4_raw" => [CodecTable.For(7), CodecTable.For(5)],
        ".zstd" => NativeZstd.Instance is null ? [new ZstdCodec(null)] : [new ZstdCodec(NativeZstd.Instance), new ZstdCodec(null)],
        _ => throw new ArgumentOutOfRangeException(nameof(extension)),
    };
}

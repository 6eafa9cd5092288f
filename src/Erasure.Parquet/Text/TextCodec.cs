namespace Erasure.Parquet.Text;

/// <summary>How a text object is compressed as a whole.</summary>
internal enum TextCodec
{
    None,
    Gzip,
    Zstd,
    Bzip2,
}

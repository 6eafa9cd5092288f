namespace Erasure.Parquet.Codecs;

/// <summary>The end of a stretch of a Snappy block, noted while it was decompressed: stretches can be copied into another block without a look at their tags.</summary>
/// <param name="Input">Where its tags end, in bytes from the first tag of the block.</param>
/// <param name="Output">Where the bytes that they make end.</param>
/// <param name="Lowest">The first byte that its copies read, or where it begins if that is before.</param>
internal readonly record struct SnappyMark(int Input, int Output, int Lowest)
{
    /// <summary>Bytes of output from one mark to the next, at least: far less than the 64 KiB after which encoders start afresh.</summary>
    public const int Stride = 8 * 1024;
}

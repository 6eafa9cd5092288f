namespace Erasure.Parquet.Metadata;

/// <summary>Some bytes of a file.</summary>
/// <param name="Offset">Bytes from the file's start.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct FileRange(long Offset, long Length)
{
    public long End => Offset + Length;

    /// <summary>The range if it lies within a file whose data ends at <paramref name="limit"/>.</summary>
    public FileRange Within(long limit, string what) =>
        Offset >= 4 && Length >= 0 && Offset <= limit && Length <= limit - Offset
            ? this
            : throw new RefusedException(RefusalCode.Corrupt, $"{what} lies outside the file's data.");
}

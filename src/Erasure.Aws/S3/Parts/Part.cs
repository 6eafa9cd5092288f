using Erasure.Parquet;

namespace Erasure.Aws.S3.Parts;

/// <summary>One part of a multipart upload.</summary>
internal abstract record Part
{
    private Part()
    {
    }

    /// <summary>Length in bytes.</summary>
    public abstract long Length { get; }

    /// <summary>The store copies this range of the source itself: no byte of it travels.</summary>
    public sealed record Copy(long Offset, long Count) : Part
    {
        /// <inheritdoc/>
        public override long Length => Count;
    }

    /// <summary>These pieces are uploaded, and their copies downloaded before. Their bytes stay valid.</summary>
    public sealed record Upload(IReadOnlyList<Segment> Pieces) : Part
    {
        /// <inheritdoc/>
        public override long Length { get; } = Pieces.Sum(static piece => piece.Length);
    }
}

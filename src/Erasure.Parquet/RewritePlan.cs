namespace Erasure.Parquet;

/// <summary>What an executor (a file, a stream, S3 parts) does to turn a source into its erased successor.</summary>
/// <param name="SourceLength">Length in bytes that the source must still have.</param>
/// <param name="Findings">What was found, and so what the plan removes.</param>
/// <param name="Segments">
/// The successor's bytes, in order, made as they are asked for: memory stays bounded by a few pages however large the source is.
/// Enumerating may throw <see cref="RefusedException"/>; the executor then abandons its output and the source stays as it was.
/// A second enumeration yields the same bytes.
/// </param>
public sealed record RewritePlan(long SourceLength, Findings Findings, IAsyncEnumerable<Segment> Segments)
{
    /// <summary>Nothing matches: there is nothing to rewrite, and <see cref="Segments"/> is one copy of the whole source.</summary>
    public bool IsNoop => Findings.RowsMatched == 0;
}

/// <summary>A piece of the successor.</summary>
public abstract record Segment
{
    private Segment()
    {
    }

    /// <summary>Length in bytes of this piece.</summary>
    public abstract long Length { get; }

    /// <summary>Copy this byte range of the source.</summary>
    public sealed record Copy(long Offset, long Count) : Segment
    {
        /// <inheritdoc/>
        public override long Length => Count;
    }

    /// <summary>Write these bytes. They are valid only until the next segment is asked for.</summary>
    public sealed record Write(ReadOnlyMemory<byte> Bytes) : Segment
    {
        /// <inheritdoc/>
        public override long Length => Bytes.Length;
    }
}

namespace Erasure.Parquet;

/// <summary>What an executor (a file, a stream, S3 parts) does to turn a source into its erased successor.</summary>
/// <param name="SourceLength">Length in bytes that the source must still have.</param>
/// <param name="IsNoop">Nothing matches: there is nothing to rewrite, and the segments are one copy of the whole source.</param>
/// <param name="Segments">
/// The successor's bytes, in order, made as they are asked for: memory stays bounded by a few pages however large the source is.
/// They may be copied while the rest of the source is still searched.
/// Enumerating may throw <see cref="RefusedException"/>; the executor then abandons its output and the source stays as it was.
/// A second enumeration yields the same bytes. Enumerate once at a time.
/// </param>
/// <param name="FindAllAsync">
/// What is found in the whole source, and so what the plan removes. Searches what is left to search: nothing once the segments were
/// enumerated to the end. Not to be asked while they are.
/// </param>
public sealed record RewritePlan(long SourceLength, bool IsNoop, IAsyncEnumerable<Segment> Segments, Func<CancellationToken, ValueTask<Findings>> FindAllAsync)
{
    /// <summary>A plan of which everything is found.</summary>
    public RewritePlan(long sourceLength, Findings findings, IAsyncEnumerable<Segment> segments)
        : this(sourceLength, findings.RowsMatched == 0, segments, _ => ValueTask.FromResult(findings))
    {
    }

    /// <summary>What the successor has to pass before it takes the source's place; null for a plan that changes nothing.</summary>
    public ISuccessorCheck? Check { get; init; }
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

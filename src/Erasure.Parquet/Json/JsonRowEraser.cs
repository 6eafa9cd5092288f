using Erasure.Parquet.Text;

namespace Erasure.Parquet.Json;

/// <summary>Erases rows of JSON lines: one object a line, as <see href="https://jsonlines.org"/> describes, plain or as a whole gzip or zstd.</summary>
/// <remarks>
/// Lines that stay keep every byte: line ends, spaces, the order of names, numbers as written. Blank lines and a byte order mark stay too.
/// A path leads through objects and arrays (any element matches); a name may itself hold the path's dots. Strings compare exactly, numbers by
/// value without rounding, <c>true</c> and <c>false</c> as those words; null, a missing name and an object match nothing.
/// A line that is no JSON object is refused as <see cref="RefusalCode.MalformedText"/> with its number, and nothing of the object changes.
/// </remarks>
public sealed class JsonRowEraser(TextEraserOptions options) : IRowEraser
{
    private readonly TextRewriter rewriter = new(options, predicate => new JsonScan(predicate));

    /// <summary>With the default limits, and the codec told by the bytes alone.</summary>
    public JsonRowEraser()
        : this(new TextEraserOptions())
    {
    }

    /// <inheritdoc/>
    public ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        rewriter.FindAsync(source, predicate, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        rewriter.PlanAsync(source, predicate, cancellationToken);
}

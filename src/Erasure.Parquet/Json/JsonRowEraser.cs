using Erasure.Parquet.Text;
using Erasure.Parquet.Verify.Records;

namespace Erasure.Parquet.Json;

/// <summary>Erases rows of JSON, plain or as a whole gzip, zstd or bzip2.</summary>
/// <remarks>
/// <para>
/// The bytes tell the form. Objects behind one another are rows: one a line, as <see href="https://jsonlines.org"/> describes, several on a line with
/// or without white space between them, or each over many lines. A row goes with its line where nothing else is left on it. A text that begins with
/// a bracket is one array, whose elements are rows; an element goes with its comma, and an emptied array stays one.
/// </para>
/// <para>
/// Rows that stay keep every byte: line ends, spaces, the order of names, numbers as written. Blank lines and a byte order mark stay too.
/// A path leads through objects and arrays (any element matches); a name may itself hold the path's dots. Strings compare as text, numbers by
/// value without rounding, <c>true</c> and <c>false</c> as those words; null and a missing name match nothing, and an object is told as a problem. <c>NaN</c>, <c>Infinity</c>,
/// control characters in strings other than line ends, and nesting up to 65,536 levels are read.
/// </para>
/// <para>
/// Identifiers that aren't valid text, or no finite number, equal nothing and are told (<see cref="NoticeCode.MalformedIdentifiers"/>), and so are the
/// other elements of a list in which a row matches (<see cref="NoticeCode.OthersInRecord"/>): they go with the row.
/// What isn't JSON is refused as <see cref="RefusalCode.MalformedText"/> with its line, and nothing of the object changes.
/// </para>
/// </remarks>
public sealed class JsonRowEraser : IRowEraser
{
    private readonly TextEraserOptions options;
    private readonly TextRewriter rewriter;

    /// <summary>An eraser for JSON written as the options say.</summary>
    /// <exception cref="ArgumentException">The format contradicts itself.</exception>
    public JsonRowEraser(TextEraserOptions options)
    {
        this.options = options;
        rewriter = new TextRewriter(options, predicate => new JsonScan(predicate, options.Format.Charset));
    }

    /// <summary>With the default limits, and the codec told by the bytes alone.</summary>
    public JsonRowEraser()
        : this(new TextEraserOptions())
    {
    }

    /// <inheritdoc/>
    public ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        rewriter.FindAsync(source, predicate, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        TextSuccessorCheck.Demand(await rewriter.PlanAsync(source, predicate, cancellationToken), options, judge => new JsonForm(judge.Columns), predicate);
}

using Erasure.Parquet.Text;
using Erasure.Parquet.Verify.Records;

namespace Erasure.Parquet.Csv;

/// <summary>Erases rows of CSV, in the dialect that <see cref="TextFormat"/> gives (RFC 4180 by default), plain or as a whole gzip, zstd or bzip2.</summary>
/// <remarks>
/// The header always stays, and rows that stay keep every byte: quotes, line ends, a missing last one. Fields may hold line ends and escaped
/// quotes; fields compare as text. Skipped lines, blank lines and a byte order mark stay. Columns are names of the header, compared case-insensitively
/// unless several differ only by case; a name that stands there twice is <see cref="MatchProblemCode.ColumnAmbiguous"/>.
/// What the dialect doesn't fit is refused as <see cref="RefusalCode.MalformedText"/> with the number of its first line, and nothing of the object
/// changes: more or fewer fields than there are columns, quotes that don't close, a backslash before a quote where none is said to be the escape.
/// Identifiers that aren't valid text equal nothing and are told (<see cref="NoticeCode.MalformedIdentifiers"/>).
/// </remarks>
public sealed class CsvRowEraser : IRowEraser
{
    private readonly TextEraserOptions options;
    private readonly TextRewriter rewriter;

    /// <summary>An eraser for CSV written as the options say.</summary>
    /// <exception cref="ArgumentException">The format contradicts itself.</exception>
    public CsvRowEraser(TextEraserOptions options)
    {
        this.options = options;
        rewriter = new TextRewriter(options, predicate => new CsvScan(options.Format, predicate));
    }

    /// <summary>Commas, UTF-8, the default limits, and the codec told by the bytes alone.</summary>
    public CsvRowEraser()
        : this(new TextEraserOptions())
    {
    }

    /// <inheritdoc/>
    public ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        rewriter.FindAsync(source, predicate, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken) =>
        TextSuccessorCheck.Demand(await rewriter.PlanAsync(source, predicate, cancellationToken), options, judge => new CsvForm(options.Format, judge.Columns), predicate);
}

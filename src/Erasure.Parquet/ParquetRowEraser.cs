using System.Runtime.CompilerServices;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;

namespace Erasure.Parquet;

/// <summary>Finds and removes rows of Parquet files, touching only the pages that hold them (apache/parquet-format 2.12).</summary>
/// <remarks>
/// Memory: the footer's bytes, a bit a row at most for rows found, and a few pages for each of the chunks worked on at once.
/// Instances may be used by many threads. Values are converted once a schema for as long as their predicate lives: ask many files with the same one.
/// </remarks>
public sealed class ParquetRowEraser(ParquetEraserOptions options) : IRowEraser
{
    private static readonly PredicateCache Predicates = new();

    /// <summary>An eraser with the default options.</summary>
    public ParquetRowEraser()
        : this(new ParquetEraserOptions())
    {
    }

    /// <inheritdoc/>
    public async ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        CountingByteSource counted = new(source);
        ParquetFile file = await ParquetFile.OpenAsync(counted, options, cancellationToken);
        return (await FindAsync(file, counted, predicate, cancellationToken)).Findings;
    }

    /// <inheritdoc/>
    public async ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        CountingByteSource counted = new(source);
        ParquetFile file = await ParquetFile.OpenAsync(counted, options, cancellationToken);
        KeyValueRules.RefuseManaged(file.Metadata.KeyValues);
        (Findings findings, IReadOnlyList<RowSet> rows) = await FindAsync(file, counted, predicate, cancellationToken);
        return new RewritePlan(source.Length, findings, Segments(file, findings, rows, CancellationToken.None));
    }

    private static async ValueTask<(Findings Findings, IReadOnlyList<RowSet> Rows)> FindAsync(ParquetFile file, CountingByteSource source, RowPredicate predicate, CancellationToken cancellationToken)
    {
        CompiledPredicate compiled = Predicates.Get(predicate, file);
        RowSet[] rows = await FileFinder.FindAsync(file, compiled, cancellationToken);
        return (new Findings(file.Metadata.RowCount, rows.Sum(set => (long)set.Count), source.BytesRead, compiled.Problems), rows);
    }

    private static async IAsyncEnumerable<Segment> Segments(ParquetFile file, Findings findings, IReadOnlyList<RowSet> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (findings.RowsMatched == 0)
        {
            yield return new Segment.Copy(0, file.Source.Length);
            yield break;
        }

        await foreach (Segment segment in new FileRewriter(file, rows).RewriteAsync(cancellationToken))
        {
            yield return segment;
        }
    }
}

using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet;

/// <summary>
/// Compares a file with its erased successor, trusting no statistics or indexes of either: every surviving row is there, in order;
/// no match is left, in rows or in dictionaries; and every byte of the successor is accounted for from its footer.
/// </summary>
public sealed class ParquetVerifier(ParquetEraserOptions options)
{
    private readonly ParquetEraserOptions options = options with { UseIndexes = false };

    /// <summary>A verifier with the default limits.</summary>
    public ParquetVerifier()
        : this(new ParquetEraserOptions())
    {
    }

    /// <summary>Verifies <paramref name="successor"/>.</summary>
    /// <exception cref="RefusedException">One of the files can't be read.</exception>
    public async ValueTask<VerificationReport> VerifyAsync(IByteSource original, IByteSource successor, RowPredicate predicate, CancellationToken cancellationToken)
    {
        ParquetFile before = await ParquetFile.OpenAsync(original, options, cancellationToken);
        RowSet[] erased = await FileFinder.FindAsync(before, CompiledPredicate.Compile(predicate, before.Schema), cancellationToken);
        return await VerifyAsync(before, erased, successor, predicate, cancellationToken);
    }

    internal async ValueTask<VerificationReport> VerifyAsync(ParquetFile before, IReadOnlyList<RowSet> erased, IByteSource successor, RowPredicate? predicate, CancellationToken cancellationToken)
    {
        ParquetFile after = await ParquetFile.OpenAsync(successor, options, cancellationToken);
        Comparison comparison = new(before, after);
        comparison.CompareMetadata(erased);
        if (comparison.Problems.Count == 0)
        {
            await comparison.CompareRowGroupsAsync(erased, cancellationToken);
            await comparison.LookForMatchesAsync(predicate, cancellationToken);
        }

        if (erased.Any(rows => !rows.IsEmpty) && await new ByteAccount(after).FindGapAsync(cancellationToken) is { } gap)
        {
            comparison.Problems.Add(new VerificationProblem(
                VerificationProblemCode.UnaccountedBytes,
                $"{gap.Range.Length} bytes at {gap.Range.Offset} are {(gap.IsOverlap ? "claimed twice" : "not accounted for")}."));
        }

        return new VerificationReport(
            before.Metadata.RowCount, erased.Sum(rows => (long)rows.Count), after.Metadata.RowCount, comparison.Copied, comparison.Rewritten, comparison.Problems);
    }
}

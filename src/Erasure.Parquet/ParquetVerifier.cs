using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet;

/// <summary>
/// Compares a file with its erased successor, trusting no statistics or indexes of either: every surviving row is there, in order;
/// no match is left, in rows or in dictionaries; and every byte of the successor is accounted for from its footer.
/// </summary>
/// <remarks>
/// Every value of the identifier columns of the original is read. A row group in which that finds nothing has to be there byte for
/// byte, with the same entry in the footer and the same indexes: then nothing can be found in it now either, and it is not decoded
/// again. Any other row group is decoded in full, compared row by row and searched.
/// </remarks>
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
        CompiledPredicate compiled = CompiledPredicate.Compile(predicate, before.Schema);
        FileSearch search = new(before, compiled, new WorkLimit(options));
        RowSet[] erased = await search.FindAllAsync(cancellationToken);
        return await VerifyAsync(before, erased, successor, predicate, search.UnusedEntries, cancellationToken);
    }

    /// <summary>Verifies that <paramref name="successor"/> is the original after the <paramref name="edit"/>.</summary>
    internal async ValueTask<VerificationReport> VerifyAsync(IByteSource original, Successor successor, Edit edit, CancellationToken cancellationToken)
    {
        ParquetFile before = await ParquetFile.OpenAsync(original, options, cancellationToken);
        return edit switch
        {
            RowsRemoved removed => await VerifyAsync(before, Sets(before, removed), successor, cancellationToken),
            _ => throw new NotSupportedException($"There is no check of {edit.GetType().Name}."),
        };
    }

    private static RowSet[] Sets(ParquetFile before, RowsRemoved removed)
    {
        RowSet[] sets = [.. removed.Rows.Select((_, i) => new RowSet((int)before.RowGroup(i).RowCount))];
        for (int i = 0; i < sets.Length; i++)
        {
            foreach (int row in removed.Rows[i])
            {
                sets[i].Add(row);
            }
        }

        return sets;
    }

    /// <summary>Verifies that <paramref name="successor"/> lacks the given rows and nothing else.</summary>
    internal ValueTask<VerificationReport> VerifyAsync(ParquetFile before, IReadOnlyList<RowSet> erased, IByteSource successor, CancellationToken cancellationToken) =>
        VerifyAsync(before, erased, successor, null, [], cancellationToken);

    private async ValueTask<VerificationReport> VerifyAsync(
        ParquetFile before,
        IReadOnlyList<RowSet> erased,
        IByteSource successor,
        RowPredicate? predicate,
        IReadOnlyCollection<(int RowGroup, string Column)> unusedEntries,
        CancellationToken cancellationToken)
    {
        ParquetFile after = await ParquetFile.OpenAsync(successor, options, cancellationToken);
        Comparison comparison = new(before, after, erased);
        comparison.CompareMetadata();
        if (comparison.Problems.Count == 0)
        {
            CompiledPredicate? compiled = predicate is null ? null : CompiledPredicate.Compile(predicate, after.Schema);
            await comparison.CompareRowGroupsAsync(compiled, unusedEntries, cancellationToken);
        }

        if (erased.Any(rows => !rows.IsEmpty) && await new ByteAccount(after).FindGapAsync(cancellationToken) is { } gap)
        {
            comparison.Problems.Add(new VerificationProblem(
                VerificationProblemCode.UnaccountedBytes,
                $"{gap.Range.Length} bytes at {gap.Range.Offset} are {(gap.IsOverlap ? "claimed twice" : "not accounted for")}."));
        }

        return new VerificationReport(
            erased.Sum(rows => (long)rows.RowCount), erased.Sum(rows => (long)rows.Count), after.Metadata.RowCount, comparison.Copied, comparison.Rewritten, comparison.Problems);
    }
}

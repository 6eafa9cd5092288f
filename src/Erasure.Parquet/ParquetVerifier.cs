using System.Collections.Concurrent;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Verify;

namespace Erasure.Parquet;

/// <summary>
/// Compares a file with its erased successor by a reading of its own, which shares with the eraser only what decodes bytes: every
/// surviving row is there, in order; no match is left, in rows or in dictionaries; and every byte of the successor is accounted for
/// from its footer.
/// </summary>
/// <remarks>
/// It counts rows by the levels of pages alone and trusts no statistics or indexes. A row group in which nothing matches has to be
/// there byte for byte, with the same entry in the footer and the same indexes, and is not decoded again. Any other is compared page by page.
/// </remarks>
public sealed class ParquetVerifier(ParquetEraserOptions options)
{
    /// <summary>A verifier with the default limits.</summary>
    public ParquetVerifier()
        : this(new ParquetEraserOptions())
    {
    }

    /// <summary>Verifies <paramref name="successor"/>, of which nothing is known but its bytes: which rows had to go is read from the original.</summary>
    /// <exception cref="RefusedException">The original can't be read.</exception>
    public async ValueTask<VerificationReport> VerifyAsync(IByteSource original, IByteSource successor, RowPredicate predicate, CancellationToken cancellationToken)
    {
        ParquetFile before = await ParquetFile.OpenAsync(original, options, cancellationToken);
        CompiledPredicate compiled = CompiledPredicate.Compile(predicate, before.Schema);
        ConcurrentDictionary<int, int[]> rows = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.DegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, before.Metadata.RowGroupCount), parallel, async (i, cancel) => rows[i] = await ReadMatchesAsync(before, compiled, i, cancel));
        RowsRemoved edit = new(compiled, [.. Enumerable.Range(0, before.Metadata.RowGroupCount).Select(i => rows[i])]);
        return await VerifyAsync(before, Successor.Of(successor), edit, areRowsRead: true, cancellationToken) with { NotAsked = compiled.Problems };
    }

    /// <summary>Verifies that <paramref name="successor"/> is the original after the <paramref name="edit"/>, reading as little of it as that takes.</summary>
    /// <exception cref="RefusedException">The original can't be read.</exception>
    internal async ValueTask<VerificationReport> VerifyAsync(IByteSource original, Successor successor, Edit edit, CancellationToken cancellationToken) => edit switch
    {
        RowsRemoved removed => await VerifyAsync(await ParquetFile.OpenAsync(original, options, cancellationToken), successor, removed, areRowsRead: false, cancellationToken),
        _ => throw new NotSupportedException($"There is no check of {edit.GetType().Name}."),
    };

    private static async ValueTask<int[]> ReadMatchesAsync(ParquetFile file, CompiledPredicate predicate, int rowGroup, CancellationToken cancellationToken)
    {
        try
        {
            return await new MatchReader(file, predicate).ReadAsync(file.RowGroup(rowGroup), cancellationToken);
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, rowGroup, "of an identifier");
        }
    }

    private async ValueTask<VerificationReport> VerifyAsync(ParquetFile before, Successor successor, RowsRemoved edit, bool areRowsRead, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        long rowsErased = edit.Rows.Sum(rows => (long)rows.Count);
        FileComparison? comparison = null;
        try
        {
            ParquetFile after = await UnreadableException.GuardAsync(ParquetFile.OpenAsync(successor, options, cancellationToken));
            comparison = new FileComparison(new FilePair(before, after, successor), edit, problems);
            await comparison.RunAsync(areRowsRead, cancellationToken);
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(VerificationProblemCode.Unreadable, unreadable.Message);
        }

        return new VerificationReport(comparison?.RowsBefore ?? before.Metadata.RowCount, rowsErased, comparison?.RowsAfter ?? 0, comparison?.Copied ?? 0, comparison?.Rewritten ?? 0, problems.Found);
    }
}

using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Compares a file with its successor: metadata, then row groups, several at once.</summary>
/// <param name="before">The original.</param>
/// <param name="after">The successor.</param>
/// <param name="erased">By row group of the original, the rows that go.</param>
internal sealed class Comparison(ParquetFile before, ParquetFile after, IReadOnlyList<RowSet> erased)
{
    private readonly Lock gate = new();
    private readonly bool isNoop = erased.All(set => set.IsEmpty);
    private int copied;
    private int rewritten;

    public List<VerificationProblem> Problems { get; } = [];

    public int Copied => copied;

    public int Rewritten => rewritten;

    public void CompareMetadata()
    {
        Expect(Bytes(before.Metadata.Schema).SequenceEqual(Bytes(after.Metadata.Schema)), VerificationProblemCode.MetadataDiffers, "The schema differs.");
        Expect(before.Metadata.CreatedBy == after.Metadata.CreatedBy, VerificationProblemCode.MetadataDiffers, "created_by differs.");
        Expect(Bytes(before.Metadata.ColumnOrders).SequenceEqual(Bytes(after.Metadata.ColumnOrders)), VerificationProblemCode.MetadataDiffers, "The column orders differ.");
        ThriftList? keyValues = isNoop ? before.Metadata.KeyValues : KeyValueRules.Apply(before.Metadata.KeyValues);
        Expect(Bytes(keyValues).SequenceEqual(Bytes(after.Metadata.KeyValues)), VerificationProblemCode.MetadataDiffers, "The key/value metadata differ.");
        long rows = isNoop || before.Metadata.RowCount == 0 ? before.Metadata.RowCount : erased.Sum(set => (long)set.RowCount - set.Count);
        Expect(after.Metadata.RowCount == rows, VerificationProblemCode.RowsDiffer, $"There are {after.Metadata.RowCount} rows instead of {rows}.");
        int groups = isNoop ? erased.Count : erased.Count(set => !set.IsFull);
        Expect(after.Metadata.RowGroupCount == groups, VerificationProblemCode.MetadataDiffers, $"There are {after.Metadata.RowGroupCount} row groups instead of {groups}.");
    }

    /// <param name="predicate">What must not be found in rewritten row groups any more, bound to the successor; null where only rows are compared.</param>
    /// <param name="unusedEntries">Chunks of the original with a dictionary that holds such a value though no row has it.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public async ValueTask CompareRowGroupsAsync(CompiledPredicate? predicate, IReadOnlyCollection<(int RowGroup, string Column)> unusedEntries, CancellationToken cancellationToken)
    {
        RowFinder? finder = predicate is null ? null : new RowFinder(after, predicate);
        int[] kept = [.. Enumerable.Range(0, erased.Count).Where(i => !erased[i].IsFull || isNoop)];
        ByteBudget budget = new(before.Options.MaxBytesInFlight);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = before.Options.DegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, kept.Length, parallel, async (i, cancel) =>
        {
            RowGroup old = before.RowGroup(kept[i]), made = after.RowGroup(i);
            RowSet rows = erased[kept[i]];
            long need = rows.IsEmpty ? CopiedChunk.Memory : old.Columns.Max(chunk => chunk.TotalCompressedSize + chunk.TotalUncompressedSize);
            using ByteBudget.Share share = await budget.TakeAsync(need);
            Expect(made.RowCount == old.RowCount - rows.Count, VerificationProblemCode.RowsDiffer, $"Row group {i} has {made.RowCount} rows instead of {old.RowCount - rows.Count}.");
            if (rows.IsEmpty)
            {
                await CompareCopyAsync(old, made, unusedEntries, cancel);
            }
            else
            {
                await CompareRewrittenAsync(old, rows, made, finder, cancel);
            }
        });

        // of rewritten row groups alone: the finder has seen no other
        foreach ((int rowGroup, string column) in finder?.UnusedEntries ?? [])
        {
            ExpectNoEntry(rowGroup, column);
        }
    }

    /// <summary>Identical to what the search of the original found nothing in: there is nothing to be found in it now.</summary>
    private async ValueTask CompareCopyAsync(RowGroup old, RowGroup made, IReadOnlyCollection<(int RowGroup, string Column)> unusedEntries, CancellationToken cancellationToken)
    {
        for (int column = 0; column < old.Columns.Length; column++)
        {
            CopiedChunk chunk = new(before, old.Columns[column], after, made.Columns[column]);
            Expect(await chunk.HasSamePagesAsync(old, made, cancellationToken), VerificationProblemCode.RowsDiffer, $"Row group {made.Index}, column {column} differs.");
            string? fault = await chunk.FindFaultAsync(cancellationToken);
            Expect(fault is null, VerificationProblemCode.IndexesDiffer, $"Row group {made.Index}, column {column} has another {fault}.");
        }

        foreach ((_, string column) in unusedEntries.Where(entry => entry.RowGroup == old.Index))
        {
            ExpectNoEntry(made.Index, column);
        }

        Interlocked.Increment(ref copied);
    }

    private async ValueTask CompareRewrittenAsync(RowGroup old, RowSet rows, RowGroup made, RowFinder? finder, CancellationToken cancellationToken)
    {
        RowSet none = new((int)made.RowCount);
        for (int column = 0; column < old.Columns.Length; column++)
        {
            Expect(await AreSameRowsAsync(old, rows, made, none, column, cancellationToken), VerificationProblemCode.RowsDiffer, $"Row group {made.Index}, column {column} differs.");
        }

        RowSet left = finder is null ? none : await finder.FindAsync(made, cancellationToken);
        Expect(left.IsEmpty, VerificationProblemCode.MatchLeft, $"Row group {made.Index} still has {left.Count} matching rows.");
        Interlocked.Increment(ref rewritten);
    }

    private async ValueTask<bool> AreSameRowsAsync(RowGroup old, RowSet rows, RowGroup made, RowSet none, int column, CancellationToken cancellationToken)
    {
        ChunkAudit audit = await ChunkAudit.OpenAsync(after, made.Columns[column], cancellationToken);
        using ChunkRows left = new(before, old, old.Columns[column], rows, null);
        using ChunkRows right = new(after, made, made.Columns[column], none, audit);
        bool areSame = await new RowComparison(left, right).AreSameAsync(cancellationToken);
        Expect(
            audit.Fault is null || await WasWrongBeforeAsync(old, column, cancellationToken),
            VerificationProblemCode.IndexesDiffer,
            $"Row group {made.Index}, column {column} has a {audit.Fault} that does not fit its pages.");
        return areSame;
    }

    /// <summary>Whether the original's writer got it wrong already.</summary>
    private async ValueTask<bool> WasWrongBeforeAsync(RowGroup old, int column, CancellationToken cancellationToken)
    {
        ChunkAudit audit = await ChunkAudit.OpenAsync(before, old.Columns[column], cancellationToken);
        using ChunkRows rows = new(before, old, old.Columns[column], new RowSet((int)old.RowCount), audit);
        while (await rows.NextAsync(cancellationToken))
        {
            // the audit sees each page as it goes by
        }

        return audit.Fault is not null;
    }

    private void ExpectNoEntry(int rowGroup, string column) =>
        Expect(false, VerificationProblemCode.ValueLeftInDictionary, $"Row group {rowGroup}, column {column} has a matching value in its dictionary that no row uses.");

    private void Expect(bool holds, VerificationProblemCode code, string message)
    {
        if (!holds)
        {
            lock (gate)
            {
                Problems.Add(new VerificationProblem(code, message));
            }
        }
    }

    private static byte[] Bytes(ThriftList? list)
    {
        ThriftStruct holder = new();
        if (list is not null)
        {
            holder.Set(1, ThriftValue.Of(list));
        }

        return CompactWriter.ToArray(holder);
    }
}

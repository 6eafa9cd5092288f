using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Compares a file with its successor: metadata, then row groups, several at once, then what a new search finds.</summary>
internal sealed class Comparison(ParquetFile before, ParquetFile after)
{
    private const int CompareBytes = 1 << 20;

    private readonly Lock gate = new();
    private int copied;
    private int rewritten;

    public List<VerificationProblem> Problems { get; } = [];

    public int Copied => copied;

    public int Rewritten => rewritten;

    public void CompareMetadata(IReadOnlyList<RowSet> erased)
    {
        Expect(Bytes(before.Metadata.Schema).SequenceEqual(Bytes(after.Metadata.Schema)), VerificationProblemCode.MetadataDiffers, "The schema differs.");
        Expect(before.Metadata.CreatedBy == after.Metadata.CreatedBy, VerificationProblemCode.MetadataDiffers, "created_by differs.");
        long rows = before.Metadata.RowCount - erased.Sum(set => (long)set.Count);
        Expect(after.Metadata.RowCount == rows, VerificationProblemCode.RowsDiffer, $"There are {after.Metadata.RowCount} rows instead of {rows}.");
        bool isNoop = erased.All(set => set.IsEmpty);
        int groups = isNoop ? erased.Count : erased.Count(set => !set.IsFull);
        Expect(after.Metadata.RowGroupCount == groups, VerificationProblemCode.MetadataDiffers, $"There are {after.Metadata.RowGroupCount} row groups instead of {groups}.");
    }

    public async ValueTask CompareRowGroupsAsync(IReadOnlyList<RowSet> erased, CancellationToken cancellationToken)
    {
        bool isNoop = erased.All(set => set.IsEmpty);
        int[] kept = [.. Enumerable.Range(0, erased.Count).Where(i => !erased[i].IsFull || isNoop)];
        ByteBudget budget = new(before.Options.MaxBytesInFlight);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = before.Options.DegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, kept.Length, parallel, async (i, cancel) =>
        {
            RowGroup old = before.RowGroup(kept[i]);
            long need = erased[kept[i]].IsEmpty ? 2 * CompareBytes : old.Columns.Max(chunk => chunk.TotalCompressedSize + chunk.TotalUncompressedSize);
            using ByteBudget.Share share = await budget.TakeAsync(need);
            await CompareRowGroupAsync(old, erased[kept[i]], after.RowGroup(i), cancel);
        });
    }

    public async ValueTask LookForMatchesAsync(RowPredicate? predicate, CancellationToken cancellationToken)
    {
        if (predicate is null)
        {
            return;
        }

        CompiledPredicate compiled = CompiledPredicate.Compile(predicate, after.Schema);
        RowFinder finder = new(after, compiled);
        RowSet[] left = await FileFinder.FindAsync(after, compiled, finder, cancellationToken);
        for (int i = 0; i < left.Length; i++)
        {
            Expect(left[i].IsEmpty, VerificationProblemCode.MatchLeft, $"Row group {i} still has {left[i].Count} matching rows.");
        }

        foreach ((int rowGroup, string column) in finder.UnusedEntries.Where(entry => left[entry.RowGroup].IsEmpty))
        {
            Expect(false, VerificationProblemCode.ValueLeftInDictionary, $"Row group {rowGroup}, column {column} has a matching value in its dictionary that no row uses.");
        }
    }

    private async ValueTask CompareRowGroupAsync(RowGroup old, RowSet erased, RowGroup made, CancellationToken cancellationToken)
    {
        bool isCopy = erased.IsEmpty;
        Expect(made.RowCount == old.RowCount - erased.Count, VerificationProblemCode.RowsDiffer, $"Row group {made.Index} has {made.RowCount} rows instead of {old.RowCount - erased.Count}.");
        RowSet none = new((int)made.RowCount);
        for (int column = 0; column < old.Columns.Length; column++)
        {
            bool same = isCopy
                ? await AreSameBytesAsync(before.Pages(old, old.Columns[column]), after.Pages(made, made.Columns[column]), cancellationToken)
                : await AreSameRowsAsync(old, erased, made, none, column, cancellationToken);
            Expect(same, VerificationProblemCode.RowsDiffer, $"Row group {made.Index}, column {column} differs.");
        }

        Interlocked.Add(ref copied, isCopy ? 1 : 0);
        Interlocked.Add(ref rewritten, isCopy ? 0 : 1);
    }

    private async ValueTask<bool> AreSameRowsAsync(RowGroup old, RowSet erased, RowGroup made, RowSet none, int column, CancellationToken cancellationToken)
    {
        using ChunkDigest left = new(before, old, old.Columns[column]);
        using ChunkDigest right = new(after, made, made.Columns[column]);
        ChunkAudit audit = await ChunkAudit.OpenAsync(after, made.Columns[column], cancellationToken);
        byte[] expected = await left.ComputeAsync(erased, null, cancellationToken);
        byte[] actual = await right.ComputeAsync(none, audit, cancellationToken);
        Expect(
            audit.Fault is null || await WasWrongBeforeAsync(old, column, cancellationToken),
            VerificationProblemCode.IndexesDiffer,
            $"Row group {made.Index}, column {column} has a {audit.Fault} that does not fit its pages.");
        return expected.AsSpan().SequenceEqual(actual);
    }

    /// <summary>Whether the original's writer got it wrong already.</summary>
    private async ValueTask<bool> WasWrongBeforeAsync(RowGroup old, int column, CancellationToken cancellationToken)
    {
        using ChunkDigest digest = new(before, old, old.Columns[column]);
        ChunkAudit audit = await ChunkAudit.OpenAsync(before, old.Columns[column], cancellationToken);
        await digest.ComputeAsync(new RowSet((int)old.RowCount), audit, cancellationToken);
        return audit.Fault is not null;
    }

    private async ValueTask<bool> AreSameBytesAsync(FileRange left, FileRange right, CancellationToken cancellationToken)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        using ByteBuffer leftBytes = new(), rightBytes = new();
        int step = (int)Math.Min(left.Length, CompareBytes);
        leftBytes.Reset(step);
        rightBytes.Reset(step);
        Memory<byte> expected = leftBytes.Memory, actual = rightBytes.Memory;
        for (long offset = 0; offset < left.Length; offset += step)
        {
            int count = (int)Math.Min(step, left.Length - offset);
            await before.Source.ReadAsync(left.Offset + offset, expected[..count], cancellationToken);
            await after.Source.ReadAsync(right.Offset + offset, actual[..count], cancellationToken);
            if (!expected.Span[..count].SequenceEqual(actual.Span[..count]))
            {
                return false;
            }
        }

        return true;
    }

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

    private static byte[] Bytes(ThriftList list)
    {
        ThriftStruct holder = new();
        holder.Set(1, ThriftValue.Of(list));
        return CompactWriter.ToArray(holder);
    }
}

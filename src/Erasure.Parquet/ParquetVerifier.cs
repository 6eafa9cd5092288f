using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;
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

    private sealed class Comparison(ParquetFile before, ParquetFile after)
    {
        public List<VerificationProblem> Problems { get; } = [];

        public int Copied { get; private set; }

        public int Rewritten { get; private set; }

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
            int next = 0;
            bool isNoop = erased.All(set => set.IsEmpty);
            for (int i = 0; i < erased.Count; i++)
            {
                if (!erased[i].IsFull || isNoop)
                {
                    await CompareRowGroupAsync(before.RowGroup(i), erased[i], after.RowGroup(next++), cancellationToken);
                }
            }
        }

        public async ValueTask LookForMatchesAsync(RowPredicate? predicate, CancellationToken cancellationToken)
        {
            if (predicate is null)
            {
                return;
            }

            RowSet[] left = await FileFinder.FindAsync(after, CompiledPredicate.Compile(predicate, after.Schema), cancellationToken);
            for (int i = 0; i < left.Length; i++)
            {
                Expect(left[i].IsEmpty, VerificationProblemCode.MatchLeft, $"Row group {i} still has {left[i].Count} matching rows.");
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

            Copied += isCopy ? 1 : 0;
            Rewritten += isCopy ? 0 : 1;
        }

        private async ValueTask<bool> AreSameRowsAsync(RowGroup old, RowSet erased, RowGroup made, RowSet none, int column, CancellationToken cancellationToken)
        {
            using ChunkDigest left = new(before, old, old.Columns[column]);
            using ChunkDigest right = new(after, made, made.Columns[column]);
            byte[] expected = await left.ComputeAsync(erased, cancellationToken);
            byte[] actual = await right.ComputeAsync(none, cancellationToken);
            return expected.AsSpan().SequenceEqual(actual);
        }

        private async ValueTask<bool> AreSameBytesAsync(FileRange left, FileRange right, CancellationToken cancellationToken)
        {
            if (left.Length != right.Length)
            {
                return false;
            }

            byte[] expected = new byte[Math.Min(left.Length, 1 << 20)], actual = new byte[expected.Length];
            for (long offset = 0; offset < left.Length; offset += expected.Length)
            {
                int count = (int)Math.Min(expected.Length, left.Length - offset);
                await before.Source.ReadAsync(left.Offset + offset, expected.AsMemory(0, count), cancellationToken);
                await after.Source.ReadAsync(right.Offset + offset, actual.AsMemory(0, count), cancellationToken);
                if (!expected.AsSpan(0, count).SequenceEqual(actual.AsSpan(0, count)))
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
                Problems.Add(new VerificationProblem(code, message));
            }
        }

        private static byte[] Bytes(ThriftList list)
        {
            ThriftStruct holder = new();
            holder.Set(1, ThriftValue.Of(list));
            return CompactWriter.ToArray(holder);
        }
    }
}

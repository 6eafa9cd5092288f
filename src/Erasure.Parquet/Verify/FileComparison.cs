using Erasure.Parquet.Buffers;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Compares a file with what is left of it once rows went: footers, then row groups, several at once.</summary>
/// <param name="files">Both files.</param>
/// <param name="edit">What is said to have been done.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class FileComparison(FilePair files, RowsRemoved edit, ProblemList problems)
{
    private readonly ParquetEraserOptions options = files.Before.Options;
    private readonly ByteAccount account = new();
    private readonly ByteBudget budget = new(files.Before.Options.MaxBytesInFlight);
    private int copied, rewritten;
    private volatile bool isChanged;

    /// <summary>Rows of the original's row groups.</summary>
    public long RowsBefore { get; private set; }

    /// <summary>Rows of the successor's row groups.</summary>
    public long RowsAfter { get; private set; }

    /// <summary>Row groups of the successor that are the original's, byte for byte.</summary>
    public int Copied => copied;

    /// <summary>Row groups that were compared row by row.</summary>
    public int Rewritten => rewritten;

    /// <param name="areRowsRead">The rows of the edit were read by <see cref="MatchReader"/>: instead of them, what is left in the successor is searched.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public async ValueTask RunAsync(bool areRowsRead, CancellationToken cancellationToken)
    {
        new FooterComparison(files.Before.Metadata, files.After.Metadata, edit.Rows.Any(rows => rows.Count > 0), problems).Compare();
        if (Pair() is not { } pairs || problems.Found.Count > 0)
        {
            return;
        }

        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.DegreeOfParallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Work(pairs, areRowsRead), parallel, async (work, cancel) => await work(cancel));
        if (problems.Found.Count == 0 && isChanged && account.FindGap(files.After.DataEnd) is { } gap)
        {
            problems.Add(VerificationProblemCode.UnaccountedBytes, $"{gap.Range.Length} bytes at {gap.Range.Offset} are {(gap.IsOverlap ? "claimed twice" : "not accounted for")}.");
        }
    }

    /// <summary>The row groups that stay, each with its original; null where they can't be told.</summary>
    private List<RowGroupPair>? Pair()
    {
        List<RowGroupPair> pairs = [];
        for (int old = 0; old < files.Before.Metadata.RowGroupCount; old++)
        {
            RowGroup group = files.Before.RowGroup(old);
            int[] removed = [.. edit.Rows[old]];
            long left = group.RowCount - removed.Length;
            RowsBefore += group.RowCount;
            RowGroup? next = pairs.Count < files.After.Metadata.RowGroupCount ? UnreadableException.Guard(() => files.After.RowGroup(pairs.Count)) : null;
            if (left == 0 && (removed.Length > 0 || next?.RowCount != 0))
            {
                isChanged = true;
                continue;
            }

            if (next?.RowCount != left)
            {
                problems.Add(VerificationProblemCode.RowsDiffer, $"Row group {pairs.Count} has {next?.RowCount ?? 0} rows instead of {left}.");
                return null;
            }

            RowsAfter += left;
            pairs.Add(new RowGroupPair(old, pairs.Count, removed));
        }

        problems.Expect(files.After.Metadata.RowGroupCount == pairs.Count, VerificationProblemCode.MetadataDiffers, $"There are {files.After.Metadata.RowGroupCount} row groups instead of {pairs.Count}.");

        // some writers leave the number of rows at 0
        bool wasWrongBefore = RowsBefore != files.Before.Metadata.RowCount && files.After.Metadata.RowCount == files.Before.Metadata.RowCount;
        problems.Expect(files.After.Metadata.RowCount == RowsAfter || wasWrongBefore, VerificationProblemCode.RowsDiffer, $"There are {files.After.Metadata.RowCount} rows instead of {RowsAfter}.");
        return pairs;
    }

    /// <summary>What there is to do, in pieces that don't depend on one another.</summary>
    private IEnumerable<Func<CancellationToken, ValueTask>> Work(List<RowGroupPair> pairs, bool areRowsRead)
    {
        foreach (RowGroupPair pair in pairs)
        {
            RowGroup old = files.Before.RowGroup(pair.Old), made = UnreadableException.Guard(() => files.After.RowGroup(pair.Made));
            problems.Expect(new RowGroupEntryCheck(old, made).IsSame(), VerificationProblemCode.MetadataDiffers, $"Row group {made.Index} has another footer entry.");
            Interlocked.Increment(ref pair.Removed.Length > 0 ? ref rewritten : ref copied);
            for (int i = 0; i < old.Columns.Length; i++)
            {
                int column = i;
                yield return cancel => CompareAsync(old, made, column, pair.Removed, cancel);
            }

            foreach (ColumnQuery query in edit.Predicate?.Queries ?? [])
            {
                yield return cancel => SearchLeftoversAsync(made, query, cancel);
            }
        }

        // rows that compare equal to an original's that doesn't match needn't be searched; the search says what is wrong where they don't
        if (edit.Predicate is { } predicate)
        {
            foreach (RowGroupPair pair in pairs.Where(pair => areRowsRead && pair.Removed.Length > 0))
            {
                yield return cancel => LookForMatchesAsync(pair.Made, predicate, cancel);
            }

            foreach (int group in Enumerable.Range(0, edit.Rows.Count).Where(i => !areRowsRead && edit.Rows[i].Count > 0))
            {
                yield return cancel => CompareMatchesAsync(group, predicate, cancel);
            }
        }
    }

    private ValueTask CompareAsync(RowGroup old, RowGroup made, int column, int[] removed, CancellationToken cancellationToken) => RunAsync(made.Index, column, async () =>
    {
        ColumnChunk oldChunk = old.Columns[column], madeChunk = made.Columns[column];
        if (removed.Length == 0 && await CompareCopyAsync(old, oldChunk, made, madeChunk, cancellationToken))
        {
            return;
        }

        if (removed.Length == 0 && !MayBeEdited(column))
        {
            problems.Add(VerificationProblemCode.RowsDiffer, $"Row group {made.Index}, column {column} differs, though it loses no row.");
            return;
        }

        isChanged = true;
        using ByteBudget.Share share = await budget.TakeAsync(oldChunk.TotalCompressedSize + oldChunk.TotalUncompressedSize);
        account.Add(await new ChunkComparison(files, old, made, column, removed, problems).RunAsync(cancellationToken));
    });

    /// <summary>Whether the chunk's pages are the original's; then what lies around them is compared too.</summary>
    private async ValueTask<bool> CompareCopyAsync(RowGroup old, ColumnChunk oldChunk, RowGroup made, ColumnChunk madeChunk, CancellationToken cancellationToken)
    {
        FileRange pages = await MeasureAsync(old, oldChunk, cancellationToken);
        FileRange madePages = pages with { Offset = madeChunk.PagesOffset };
        if (madePages.Offset < 4 || madePages.End > files.After.DataEnd)
        {
            return false;
        }

        using ByteBudget.Share share = await budget.TakeAsync(FilePair.Memory, cancellationToken);
        if (!await files.AreSameAsync(pages, madePages, cancellationToken))
        {
            return false;
        }

        (string? fault, IReadOnlyList<FileRange> ranges) = await new CopiedChunk(files, oldChunk, madeChunk).CompareAsync(cancellationToken);
        if (fault is not null && await HasBoundThatGoesAsync(oldChunk, cancellationToken))
        {
            return false;
        }

        problems.Expect(fault is null, VerificationProblemCode.IndexesDiffer, $"Row group {made.Index}, column {madeChunk.Ordinal} has another {fault}.");
        account.Add(ranges.Prepend(madePages));
        return true;
    }

    /// <summary>The bytes of a chunk's pages: what the footer says, but for writers that leave the dictionary's header out (PARQUET-816).</summary>
    private async ValueTask<FileRange> MeasureAsync(RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (!files.Before.Writer.LeavesDictionaryHeaderOut)
        {
            return files.Before.Pages(group, chunk);
        }

        using PageWalk walk = new(files.Before, group, chunk, 0);
        while (await walk.NextAsync(cancellationToken))
        {
            // only the headers say where the last page ends
        }

        return new FileRange(walk.Extent.Offset, walk.NextOffset - walk.Extent.Offset);
    }

    /// <summary>A chunk that loses no row changes only where its dictionary or its bounds had a value that is asked for.</summary>
    private bool MayBeEdited(int column) => edit.Predicate?.Queries.Any(query => query.Column.Ordinal == column && query.HasSimple) == true;

    /// <summary>The original's chunk had a bound that is asked for: what is said of its pages is made anew then.</summary>
    private async ValueTask<bool> HasBoundThatGoesAsync(ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (!MayBeEdited(chunk.Ordinal))
        {
            return false;
        }

        ThriftStruct? index = await PageIndexReader.ReadAsync(files.Before, chunk.ColumnIndex, cancellationToken);
        return edit.Predicate!.Queries.Where(query => query.Column.Ordinal == chunk.Ordinal)
            .Any(query => ClaimedBounds.Of(query.Column, chunk.Statistics).MayTellOf(query) || ClaimedBounds.OfPages(query.Column, index).Any(bounds => bounds.MayTellOf(query)));
    }

    private ValueTask SearchLeftoversAsync(RowGroup made, ColumnQuery query, CancellationToken cancellationToken) => RunAsync(made.Index, query.Column.Ordinal, async () =>
    {
        problems.Expect(
            !await UnreadableException.GuardAsync(DictionarySearch.HasMatchAsync(files.After, made, query, cancellationToken)),
            VerificationProblemCode.ValueLeftInDictionary,
            $"Row group {made.Index}, column {query.Column.Ordinal} has a matching value in its dictionary.");
        problems.Expect(
            !await UnreadableException.GuardAsync(BoundSearch.HasMatchAsync(files.After, made, query, cancellationToken)),
            VerificationProblemCode.ValueLeftInBounds,
            $"Row group {made.Index}, column {query.Column.Ordinal} has a matching value for a bound.");
    });

    private async ValueTask CompareMatchesAsync(int index, CompiledPredicate predicate, CancellationToken cancellationToken)
    {
        try
        {
            int[] matches = await new MatchReader(files.Before, predicate).ReadAsync(files.Before.RowGroup(index), cancellationToken);
            int[] wrong = [.. edit.Rows[index].Except(matches)], left = [.. matches.Except(edit.Rows[index])];
            problems.Expect(wrong.Length == 0, VerificationProblemCode.RowsDiffer, $"Row group {index} of the original lost {wrong.Length} rows that don't match.");
            problems.Expect(left.Length == 0, VerificationProblemCode.MatchLeft, $"Row group {index} of the original still has {left.Length} matching rows.");
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, index, "of an identifier");
        }
    }

    private ValueTask LookForMatchesAsync(int index, CompiledPredicate predicate, CancellationToken cancellationToken) => RunAsync(index, 0, async () =>
    {
        int[] matches = await UnreadableException.GuardAsync(new MatchReader(files.After, predicate).ReadAsync(files.After.RowGroup(index), cancellationToken));
        problems.Expect(matches.Length == 0, VerificationProblemCode.MatchLeft, $"Row group {index} still has {matches.Length} matching rows.");
    });

    /// <summary>What can't be read of the original is refused as such; of the successor it is a problem like others.</summary>
    private async ValueTask RunAsync(int rowGroup, int column, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (UnreadableException unreadable)
        {
            problems.Add(VerificationProblemCode.Unreadable, $"Row group {rowGroup}, column {column}: {unreadable.Message}");
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            throw Guard.Refuse(failure, rowGroup, files.Before.Schema.Leaves[column].Path);
        }
    }
}

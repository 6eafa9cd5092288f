using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace Erasure.SecondOpinion;

/// <summary>Compares the row groups that changed, as Parquet.Net reads them: the successor's rows are the original's in order but those that match.</summary>
/// <remarks>
/// Which rows went isn't told by whoever erased them: a row of the original that isn't the successor's next one went. Rows that are alike match alike, so it doesn't matter which of them that was.
/// </remarks>
/// <param name="source">The original.</param>
/// <param name="predicate">What was erased from it.</param>
internal sealed class ParquetOpinion(IByteSource source, RowPredicate predicate)
{
    /// <summary>Of larger changes nothing is asked: it would take too much time and memory.</summary>
    private const long MostBytes = 512L << 20;

    private readonly SortedSet<string> unread = new(StringComparer.Ordinal);
    private List<DataField> columns = [];
    private ParquetMatch match = null!;
    private ParquetReader original = null!;
    private ParquetReader left = null!;
    private int readColumns;

    public async Task<Opinion> AskAsync(Stream before, Stream after, Successor successor, CancellationToken cancellationToken)
    {
        try
        {
            original = await ParquetReader.CreateAsync(before, cancellationToken: cancellationToken);
            columns = [.. original.Schema.DataFields];
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            return Opinion.None;
        }

        await using (original)
        {
            match = new ParquetMatch(predicate, columns);
            try
            {
                left = await ParquetReader.CreateAsync(after, cancellationToken: cancellationToken);
                await using (left)
                {
                    return await CompareAsync(successor, cancellationToken) ? new Opinion([.. unread]) : Opinion.None;
                }
            }
            catch (Exception unreadable) when (unreadable is not (OperationCanceledException or RefusedException))
            {
                throw ForeignOpinion.Differs($"can't be read, though the original can ({unreadable.GetType().Name})");
            }
        }
    }

    private async Task<bool> CompareAsync(Successor successor, CancellationToken cancellationToken)
    {
        List<RowGroup> groups = original.Metadata!.RowGroups;
        List<RowGroup> kept = left.Metadata!.RowGroups;
        int[] copies = CopiesOf(kept, groups, successor);
        if (!await IsReadableAsync([.. Enumerable.Range(0, groups.Count).Except(copies)], cancellationToken))
        {
            return false;
        }

        int from = 0;
        int leftFrom = 0;
        for (int i = 0; i <= kept.Count; i++)
        {
            if (i < kept.Count && copies[i] < 0)
            {
                continue;
            }

            int to = i < kept.Count ? copies[i] : groups.Count;
            if (to < from)
            {
                throw ForeignOpinion.Differs($"has row group {i} of the original's in another order");
            }

            await CompareAsync(from, to, leftFrom, i, cancellationToken);
            (from, leftFrom) = (to + 1, i + 1);
        }

        return true;
    }

    /// <summary>By row group of the successor, the original's that it is a copy of; -1 for none.</summary>
    private static int[] CopiesOf(List<RowGroup> kept, List<RowGroup> groups, Successor successor)
    {
        ILookup<long, int> byStart = Enumerable.Range(0, groups.Count).Where(i => groups[i].Columns.Count > 0).ToLookup(i => StartOf(groups[i].Columns[0]));
        return [.. kept.Select(group => group.Columns is [var first, ..] && successor.CopiedFrom(StartOf(first), first.MetaData!.TotalCompressedSize) is { } start
            ? byStart[start].Where(i => IsCopy(group, groups[i], successor)).DefaultIfEmpty(-1).First()
            : -1)];
    }

    /// <summary>Whether what is to be read of these row groups is few enough.</summary>
    private async Task<bool> IsReadableAsync(int[] changed, CancellationToken cancellationToken)
    {
        ChunkWeights weights = await ChunkWeights.OpenAsync(source, cancellationToken);
        long bytes = 0;
        for (int i = 0; i < changed.Length * weights.Columns && bytes <= MostBytes; i++)
        {
            bytes += await weights.WeighAsync(changed[i / weights.Columns], i % weights.Columns, cancellationToken);
        }

        return bytes <= MostBytes;
    }

    /// <summary>Compares row groups that lie between copied ones.</summary>
    private async Task CompareAsync(int from, int to, int leftFrom, int leftTo, CancellationToken cancellationToken)
    {
        RowGroupRows? rows = null;
        int next = 0;
        for (int i = from; i < to; i++)
        {
            RowGroupRows before = await ReadAsync(original, i, unread, cancellationToken);
            if (rows is not null && columns.Count < readColumns)
            {
                // A column that can't be read in this row group no longer counts in the one that is compared with it.
                rows = await ReadAsync(left, leftFrom - 1, null, cancellationToken);
            }

            for (int row = 0; row < before.Count; row++)
            {
                while (rows is null || next == rows.Count)
                {
                    if (leftFrom == leftTo)
                    {
                        rows = null;
                        break;
                    }

                    rows = await ReadAsync(left, leftFrom++, null, cancellationToken);
                    readColumns = columns.Count;
                    next = 0;
                }

                bool stays = rows is not null && rows[next] == before[row];
                next += stays ? 1 : 0;
                if (stays ? before.Answers.HasToGo(row) : !before.Answers.MayGo(row))
                {
                    throw ForeignOpinion.Differs($"{(stays ? "still has a row that matches" : "lacks a row that doesn't match")}: row group {i} of the original, row {row}");
                }
            }
        }

        if (leftFrom < leftTo || (rows is not null && next < rows.Count))
        {
            throw ForeignOpinion.Differs($"has rows that the original doesn't have there: row group {leftFrom - 1}, row {next}");
        }
    }

    private async Task<RowGroupRows> ReadAsync(ParquetReader reader, int number, ISet<string>? unreadable, CancellationToken cancellationToken)
    {
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
        return await RowGroupRows.ReadAsync(group, columns, match, unreadable, cancellationToken);
    }

    private static bool IsCopy(RowGroup group, RowGroup before, Successor successor) =>
        group.NumRows == before.NumRows && group.Columns.Count == before.Columns.Count
        && group.Columns.Zip(before.Columns).All(pair => pair.First.MetaData!.TotalCompressedSize == pair.Second.MetaData!.TotalCompressedSize
            && successor.CopiedFrom(StartOf(pair.First), pair.First.MetaData.TotalCompressedSize) == StartOf(pair.Second));

    private static long StartOf(ColumnChunk chunk) => chunk.MetaData!.DictionaryPageOffset is > 0 and var dictionary
        ? Math.Min(dictionary, chunk.MetaData.DataPageOffset)
        : chunk.MetaData.DataPageOffset;
}

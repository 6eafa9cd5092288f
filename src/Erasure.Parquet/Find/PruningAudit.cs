using System.Buffers.Binary;
using Erasure.Parquet.Hashing;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>
/// Before a file's statistics, indexes and filters are relied on, holds them against a sample of what they would leave unread. The sample
/// is drawn by the footer's hash: the same file gives the same one.
/// </summary>
internal sealed class PruningAudit(ParquetFile file, CompiledPredicate predicate)
{
    /// <summary>The most chunks of a column that are read for the sample.</summary>
    private const int MostRead = 8;

    /// <summary>Chunks of a column that are asked what they would leave unread, for each that is to be read.</summary>
    private const int AskedForEach = 4;

    private readonly WriterTrust trust = new(file);

    /// <summary>Where something isn't true, and what; null where nothing was found.</summary>
    public async ValueTask<string?> FindUntruthAsync(CancellationToken cancellationToken)
    {
        int groups = file.Metadata.RowGroupCount;
        int sample = (int)Math.Min(MostRead, Math.Ceiling(groups * file.Options.AuditedShare));
        if (sample == 0)
        {
            return null;
        }

        int[] asked = [.. Enumerable.Range(0, groups).OrderBy(Rank).Take(sample * AskedForEach)];
        foreach (ColumnQuery query in predicate.Queries)
        {
            int read = 0;
            for (int i = 0; i < asked.Length && read < sample; i++)
            {
                RowGroup group = file.RowGroup(asked[i]);
                (bool wasRead, string? untruth) = await AuditAsync(group, group.Columns[query.Column.Ordinal], query, cancellationToken);
                if (untruth is not null)
                {
                    return $"Row group {group.Index}, column {query.Column.Path}: {untruth}";
                }

                read += wasRead ? 1 : 0;
            }
        }

        return null;
    }

    private async ValueTask<(bool WasRead, string? Untruth)> AuditAsync(RowGroup group, ColumnChunk chunk, ColumnQuery query, CancellationToken cancellationToken)
    {
        try
        {
            ChunkPruner pruner = new(file, trust, group, chunk, query);
            PageSelection? selection = await pruner.SelectAsync(cancellationToken);
            if (pruner.Contradiction is not null)
            {
                return (false, pruner.Contradiction);
            }

            bool leavesAny = selection?.Pages is not null || selection is null || ChunkClaims.HasOnlyDictionaryPages(chunk);
            return leavesAny && chunk.ValueCount > 0
                ? (true, await ClaimAudit.FindUntruthAsync(file, trust, group, chunk, cancellationToken))
                : (false, null);
        }
        catch (Exception failure) when (Guard.IsFault(failure))
        {
            // nothing can be said of a chunk that can't be read; where it has to be, the search refuses
            return (true, null);
        }
    }

    private ulong Rank(int group)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong) + sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, file.Metadata.Fingerprint);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[sizeof(ulong)..], group);
        return XxHash64.Hash(bytes);
    }
}

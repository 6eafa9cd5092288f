using System.Runtime.CompilerServices;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Queue;

/// <summary>The deletion queue in the record store, in the order of its ids.</summary>
internal sealed class QueueStore(IRecordStore records)
{
    private const string Partition = "deletion-queue";

    public async Task<QueuedMatch?> GetAsync(string id, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(id), cancellationToken))?.Read<QueuedMatch>();

    public Task<bool> TryAddAsync(QueuedMatch match, CancellationToken cancellationToken) =>
        records.TryAddAsync(KeyOf(match.Id), match, cancellationToken);

    /// <summary>Changes the match if it is queued; null where it isn't.</summary>
    public Task<QueuedMatch?> ChangeAsync(string id, Func<QueuedMatch, QueuedMatch?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<QueuedMatch>(KeyOf(id), before => before is null ? null : change(before), cancellationToken);

    /// <summary>Adds the match, or changes the one there is.</summary>
    public Task<QueuedMatch?> PutAsync(string id, Func<QueuedMatch?, QueuedMatch?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync(KeyOf(id), change, cancellationToken);

    /// <summary>Removes the match, whoever has changed it since.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken) => records.DeleteAsync(KeyOf(id), cancellationToken);

    /// <summary>Removes the match as long as <paramref name="isFree"/> says so of what it is.</summary>
    /// <returns>False where it isn't free; null where there is none.</returns>
    public async Task<bool?> TryDeleteAsync(string id, Func<QueuedMatch, Task<bool>> isFree, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await records.GetAsync(KeyOf(id), cancellationToken) is not { } stored)
            {
                return null;
            }

            if (!await isFree(stored.Read<QueuedMatch>()))
            {
                return false;
            }

            if (await records.TryDeleteAsync(KeyOf(id), stored.Version, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>The queue from the match after <paramref name="after"/> on.</summary>
    public async IAsyncEnumerable<QueuedMatch> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord record in records.QueryAsync(Partition, "", after, cancellationToken: cancellationToken))
        {
            yield return record.Read<QueuedMatch>();
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await foreach (StoredRecord _ in records.QueryAsync(Partition, "", cancellationToken: cancellationToken))
        {
            return false;
        }

        return true;
    }

    private static RecordKey KeyOf(string id) => new(Partition, id);
}

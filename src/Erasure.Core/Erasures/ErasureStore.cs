using System.Runtime.CompilerServices;
using Erasure.Core.Domains;
using Erasure.Core.Records;

namespace Erasure.Core.Erasures;

/// <summary>The erasures, a partition per month of filing, and each one's progress by domain.</summary>
/// <remarks>After intake, an erasure's orchestration is the only writer of its records, but for what humans asked of it; the reconciler writes where no orchestration runs any more.</remarks>
internal sealed class ErasureStore(IRecordStore records, ErasureChanges? changes = null)
{
    private const string Months = "months";

    /// <summary>The erasure; null where there is none or its intake was abandoned.</summary>
    public async Task<StoredErasure?> GetAsync(string id, CancellationToken cancellationToken) =>
        ErasureId.IsValid(id) && await records.GetAsync(KeyOf(id), cancellationToken) is { Value.IsEmpty: false } stored
            ? stored.Read<StoredErasure>()
            : null;

    /// <summary>Writes a new erasure: the moment from which it is received.</summary>
    /// <returns>Whether this call wrote it: another may have done, since writing it twice is fine. Null where its intake was abandoned.</returns>
    public async Task<bool?> TryAddAsync(StoredErasure erasure, CancellationToken cancellationToken) =>
        await records.TryAddAsync(KeyOf(erasure.Erasure.Id), erasure, cancellationToken)
            ? true
            : await GetAsync(erasure.Erasure.Id, cancellationToken) is null ? null : false;

    /// <summary>Makes sure that an interrupted intake can't come back: an empty record takes the erasure's place until <paramref name="expiresAt"/>.</summary>
    /// <returns>False where the erasure was received after all.</returns>
    public async Task<bool> TryAbandonAsync(string id, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await records.TryPutAsync(KeyOf(id), ReadOnlyMemory<byte>.Empty, expectedVersion: 0, expiresAt, cancellationToken) is not null
        || await GetAsync(id, cancellationToken) is null;

    /// <summary>The erasure's intake was interrupted and rolled back.</summary>
    public async Task<bool> IsAbandonedAsync(string id, CancellationToken cancellationToken) =>
        await records.GetAsync(KeyOf(id), cancellationToken) is { Value.IsEmpty: true };

    /// <summary>Changes the erasure, where there is anything to change; null where there is none.</summary>
    public Task<StoredErasure?> ChangeAsync(string id, Func<StoredErasure, StoredErasure?> change, CancellationToken cancellationToken) =>
        records.ChangeAsync<StoredErasure>(KeyOf(id), before => before is null ? null : change(before), cancellationToken);

    /// <summary>Erasures of all months, newest first, beginning below <paramref name="before"/> where it is given.</summary>
    public async IAsyncEnumerable<StoredErasure> NewestFirstAsync(string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord month in records.QueryAsync(Months, "", descending: true, cancellationToken: cancellationToken))
        {
            if (before is not null && string.CompareOrdinal(month.Key.Sort, ErasureId.MonthOf(before)) > 0)
            {
                continue;
            }

            await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(month.Key.Sort), "", before, descending: true, cancellationToken))
            {
                if (!stored.Value.IsEmpty)
                {
                    yield return stored.Read<StoredErasure>();
                }
            }
        }
    }

    /// <summary>Months in which erasures were filed and not all are over, oldest first.</summary>
    public async IAsyncEnumerable<string> UnsettledMonthsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord month in records.QueryAsync(Months, "", cancellationToken: cancellationToken))
        {
            if (!month.Read<Month>().IsSettled)
            {
                yield return month.Key.Sort;
            }
        }
    }

    /// <summary>Erasures filed in that month, oldest first.</summary>
    public async IAsyncEnumerable<StoredErasure> InMonthAsync(string month, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRecord stored in records.QueryAsync(PartitionOf(month), "", cancellationToken: cancellationToken))
        {
            if (!stored.Value.IsEmpty)
            {
                yield return stored.Read<StoredErasure>();
            }
        }
    }

    /// <summary>Notes that every erasure of a past month is over, so that no one need look there again.</summary>
    public Task SettleMonthAsync(string month, CancellationToken cancellationToken) =>
        records.ChangeAsync<Month>(new RecordKey(Months, month), _ => new Month(IsSettled: true), cancellationToken);

    /// <summary>Makes the month known in which this erasure is filed, and looked through again where it was settled: a clock may be set back.</summary>
    public Task OpenMonthOfAsync(string id, CancellationToken cancellationToken) =>
        records.ChangeAsync<Month>(new RecordKey(Months, ErasureId.MonthOf(id)), before => before is { IsSettled: false } ? null : new Month(IsSettled: false), cancellationToken);

    /// <summary>Each domain's progress, in the order of <see cref="ErasureRecord.Domains"/>.</summary>
    public async Task<IReadOnlyList<DomainProgress>> ProgressAsync(ErasureRecord erasure, CancellationToken cancellationToken)
    {
        Dictionary<string, DomainProgress> known = new(StringComparer.Ordinal);
        await foreach (StoredRecord stored in records.QueryAsync($"progress/{erasure.Id}", "", cancellationToken: cancellationToken))
        {
            known[stored.Key.Sort] = stored.Read<DomainProgress>();
        }

        return
        [
            .. erasure.Domains.Select(domain => known.GetValueOrDefault(domain)
                ?? new DomainProgress { Domain = domain, State = DomainState.Waiting, UpdatedAt = ErasureId.TimeOf(erasure.Id) }),
        ];
    }

    /// <summary>Writes a domain's progress, unless a later attempt has written its own. Its time is that of the last change of state.</summary>
    public async Task SaveProgressAsync(string id, DomainProgress progress, CancellationToken cancellationToken)
    {
        DomainProgress? saved = await records.ChangeAsync<DomainProgress>(
            new RecordKey($"progress/{id}", progress.Domain),
            before => before?.Attempt > progress.Attempt ? null : progress with
            {
                Checks = Math.Max(progress.Checks, before?.Checks ?? 0),
                UpdatedAt = before is not null && before.State == progress.State ? before.UpdatedAt : progress.UpdatedAt,
            },
            cancellationToken);
        changes?.Take(id, saved!);
    }

    /// <summary>What is on record of a domain, where that is no longer for an attempt to change: its erasure is over, a later attempt has begun, or this one is over. Null where it is.</summary>
    public async Task<RecordedAttempt?> SupersedingAsync(string id, string domain, int attempt, CancellationToken cancellationToken)
    {
        DomainProgress? recorded = (await records.GetAsync(new RecordKey($"progress/{id}", domain), cancellationToken))?.Read<DomainProgress>();
        bool isOver = (await GetAsync(id, cancellationToken))?.Erasure.State.IsOver() == true;
        return isOver ? new RecordedAttempt(recorded is { State: var end } && end.IsOver() ? end : DomainState.Canceled, recorded?.Attempt ?? attempt)
            : recorded?.Attempt > attempt || (recorded?.Attempt == attempt && recorded.State.IsOver()) ? new RecordedAttempt(recorded.State, recorded.Attempt)
            : null;
    }

    private static RecordKey KeyOf(string id) => new(PartitionOf(ErasureId.MonthOf(id)), id);

    private static string PartitionOf(string month) => $"erasures/{month}";

    private sealed record Month(bool IsSettled);
}

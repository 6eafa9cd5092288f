using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>What a job erased in a mapper and has verified there, however the job ended.</summary>
/// <param name="Rows">Rows that are gone from objects that remain, as far as they were counted.</param>
/// <param name="Deleted">Objects that were deleted.</param>
/// <param name="IsCounted">The rows of all of them were counted.</param>
public sealed record VerifiedErasure(long Rows, long Deleted, bool IsCounted)
{
    /// <summary>Of a mapper of which nothing was erased.</summary>
    internal static VerifiedErasure None { get; } = new(0, 0, IsCounted: true) { Holders = 0, ObjectsUntold = 0 };

    /// <summary>Objects of which anything was erased, verified or not.</summary>
    public long Objects { get; init; }

    /// <summary>Objects that held the rows, deleted ones included; null where an earlier version counted.</summary>
    public long? Holders { get; init; }

    /// <summary>Of these, objects in which rows may be of people whom nobody has told apart; null where an earlier version counted, and told nobody apart.</summary>
    public long? ObjectsUntold { get; init; }

    /// <summary>It may have erased something of somebody for whom nothing is counted.</summary>
    internal bool MayHoldOthers => Objects > 0 && ObjectsUntold is null or > 0;

    /// <summary>It erased more, and didn't come to verify it.</summary>
    public bool HasMore { get; init; }

    /// <summary>By mapper; without those of which nothing was erased. Reads all objects of the job, and shows each to <paramref name="see"/>.</summary>
    internal static async Task<IReadOnlyDictionary<string, VerifiedErasure>> OfAsync(JobStore store, string jobId, CancellationToken cancellationToken, Action<JobObject>? see = null)
    {
        Dictionary<string, VerifiedErasure> sums = new(StringComparer.Ordinal);
        await foreach (JobObject item in store.ObjectsAsync(jobId, after: null, cancellationToken))
        {
            see?.Invoke(item);
            ErasedPart erased = item.Underway is { } underway ? item.Erased.Plus(underway) : item.Erased;
            if (erased.IsNothing)
            {
                continue;
            }

            VerifiedErasure sum = sums.GetValueOrDefault(item.Mapper, None);
            sum = sum with { Objects = sum.Objects + 1, ObjectsUntold = sum.ObjectsUntold + (HeldRows.Unpack(erased.Held) is { HasOthers: false } ? 0 : 1) };

            // Of what is underway the store's answer was lost: it may be done.
            sums[item.Mapper] = item is { IsErasureVerified: true, Underway: null }
                ? sum with
                {
                    Rows = sum.Rows + erased.Rows,
                    Holders = sum.Holders + (erased.Rows > 0 ? 1 : 0),
                    Deleted = sum.Deleted + (erased.Objects > 0 ? 1 : 0),
                    IsCounted = sum.IsCounted && erased.Uncounted == 0
                }
                : sum with { HasMore = true };
        }

        return sums;
    }

    /// <summary>The same, and keeps what of it each match has.</summary>
    internal static async Task<IReadOnlyDictionary<string, VerifiedErasure>> CountAsync(JobStore store, string jobId, bool isDryRun, CancellationToken cancellationToken)
    {
        MatchCounting counting = new(isDryRun);
        IReadOnlyDictionary<string, VerifiedErasure> sums = await OfAsync(store, jobId, cancellationToken, counting.Add);
        foreach (MatchCountPart part in counting.Parts)
        {
            await store.SetCountsAsync(jobId, part, cancellationToken);
        }

        return sums;
    }

    /// <summary>The same of a job that is over, as its mappers tell it. One that an earlier version ended has it in its objects alone.</summary>
    internal static async Task<IReadOnlyDictionary<string, VerifiedErasure>> OfAsync(JobStore store, string jobId, IReadOnlyList<JobMapper> mappers, CancellationToken cancellationToken) =>
        mappers.Count == 0 || mappers.Any(mapper => mapper.Verified is null)
            ? await OfAsync(store, jobId, cancellationToken)
            : mappers.Where(mapper => mapper.Verified!.Objects > 0).ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Verified!, StringComparer.Ordinal);

    /// <summary>Both together.</summary>
    internal VerifiedErasure Plus(VerifiedErasure other) => new(Rows + other.Rows, Deleted + other.Deleted, IsCounted && other.IsCounted)
    {
        Objects = Objects + other.Objects,
        Holders = Holders + other.Holders,
        ObjectsUntold = ObjectsUntold + other.ObjectsUntold,
        HasMore = HasMore || other.HasMore,
    };

    /// <summary>What of it is the only match's that asks something of the mapper.</summary>
    internal ErasedSoFar Alone() => new(IsCounted ? Rows : null, Deleted) { Holders = Holders, HasMore = HasMore, IsTheirs = true };

    /// <summary>What of it is one match's among several; null where nothing is.</summary>
    /// <param name="own">What was counted for it; null where nothing was.</param>
    internal ErasedSoFar? ShareOf(MatchCount? own) =>
        own is { WasErased: true } ? new ErasedSoFar(own.ObjectsUncounted > 0 || MayHoldOthers ? null : own.RowsErased, own.ObjectsDeleted)
        {
            Holders = MayHoldOthers ? null : own.ObjectsErased,
            HasMore = own.ObjectsUnverified > 0,
            IsTheirs = true
        }
        : MayHoldOthers ? new ErasedSoFar(null, null) { HasMore = HasMore }
        : null;
}

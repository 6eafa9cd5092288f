using Erasure.Core.Domains;

namespace Erasure.Core.Jobs;

/// <summary>What a job erased in a mapper and has verified there, however the job ended.</summary>
/// <param name="Rows">Rows that are gone from objects that remain, as far as they were counted.</param>
/// <param name="Deleted">Objects that were deleted.</param>
/// <param name="IsCounted">The rows of all of them were counted.</param>
public sealed record VerifiedErasure(long Rows, long Deleted, bool IsCounted)
{
    /// <summary>Of a mapper of which nothing was erased.</summary>
    internal static VerifiedErasure None { get; } = new(0, 0, IsCounted: true);

    /// <summary>Objects of which anything was erased, verified or not.</summary>
    public long Objects { get; init; }

    /// <summary>It erased more, and didn't come to verify it.</summary>
    public bool HasMore { get; init; }

    /// <summary>By mapper; without those of which nothing was erased. Reads all objects of the job.</summary>
    internal static async Task<IReadOnlyDictionary<string, VerifiedErasure>> OfAsync(JobStore store, string jobId, CancellationToken cancellationToken)
    {
        Dictionary<string, VerifiedErasure> sums = new(StringComparer.Ordinal);
        await foreach (JobObject item in store.ObjectsAsync(jobId, after: null, cancellationToken))
        {
            if (item.Erased is not { IsNothing: false } erased)
            {
                continue;
            }

            // What is gone holds nobody, whoever took it away.
            VerifiedErasure sum = sums.GetValueOrDefault(item.Mapper, None);
            sum = sum with { Objects = sum.Objects + 1 };
            sums[item.Mapper] = item.State is JobObjectState.Verified or JobObjectState.Deleted or JobObjectState.Gone
                ? sum with { Rows = sum.Rows + erased.Rows, Deleted = sum.Deleted + (erased.Objects > 0 ? 1 : 0), IsCounted = sum.IsCounted && erased.Uncounted == 0 }
                : sum with { HasMore = true };
        }

        return sums;
    }

    /// <summary>The same of a job that is over, as its mappers tell it. One that an earlier version ended has it in its objects alone.</summary>
    internal static async Task<IReadOnlyDictionary<string, VerifiedErasure>> OfAsync(JobStore store, string jobId, IReadOnlyList<JobMapper> mappers, CancellationToken cancellationToken) =>
        mappers.Count == 0 || mappers.Any(mapper => mapper.Verified is null)
            ? await OfAsync(store, jobId, cancellationToken)
            : mappers.Where(mapper => mapper.Verified!.Objects > 0).ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.Verified!, StringComparer.Ordinal);

    /// <summary>What of it is one match's.</summary>
    /// <param name="parts">In the mappers that it asks.</param>
    /// <param name="isAlone">No other match asks anything of them: otherwise nobody knows whose rows and objects those were.</param>
    internal static ErasedSoFar? Sum(IReadOnlyCollection<VerifiedErasure> parts, bool isAlone) => parts.Count == 0 ? null
        : new ErasedSoFar(isAlone && parts.All(part => part.IsCounted) ? parts.Sum(part => part.Rows) : null, isAlone ? parts.Sum(part => part.Deleted) : null) { HasMore = parts.Any(part => part.HasMore) };
}

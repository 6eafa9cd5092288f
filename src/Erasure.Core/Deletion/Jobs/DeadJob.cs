using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>A job that ended before it could settle its matches.</summary>
/// <param name="Id">The job.</param>
/// <param name="Mappers">Its mappers.</param>
/// <param name="Verified">What it erased in them and verified.</param>
internal sealed record DeadJob(string Id, IReadOnlyList<JobMapper> Mappers, IReadOnlyDictionary<string, VerifiedErasure> Verified)
{
    /// <summary>None has died.</summary>
    public static DeadJob None { get; } = new("", [], new Dictionary<string, VerifiedErasure>());

    public static async Task<DeadJob> OfAsync(JobStore store, string jobId, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(jobId, cancellationToken);
        return new DeadJob(jobId, mappers, await VerifiedErasure.OfAsync(store, jobId, mappers, cancellationToken));
    }

    /// <summary>What was erased of a match in some of its mappers; null where nothing was.</summary>
    /// <param name="store">The jobs.</param>
    /// <param name="matchId">The match.</param>
    /// <param name="isAsked">Whether the match asks something of a mapper.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ErasedSoFar?> ErasedAsync(JobStore store, string matchId, Func<JobMapper, bool> isAsked, CancellationToken cancellationToken)
    {
        VerifiedErasure erased = Mappers.Where(isAsked)
            .Select(mapper => Verified.GetValueOrDefault(mapper.Mapper.Id))
            .OfType<VerifiedErasure>()
            .Aggregate(VerifiedErasure.None, (sum, one) => sum.Plus(one));
        return erased.Objects == 0 ? null : erased.ShareOf((await store.GetMatchAsync(Id, matchId, cancellationToken))?.Sum);
    }
}

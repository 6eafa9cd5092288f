using Erasure.Core.Domains;

namespace Erasure.Core.Jobs;

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

    /// <summary>What was erased in some of its mappers; null where nothing was. How much of it was one match's nobody knows any more.</summary>
    public ErasedSoFar? ErasedIn(IEnumerable<JobMapper> asked) =>
        VerifiedErasure.Sum([.. asked.Select(mapper => Verified.GetValueOrDefault(mapper.Mapper.Id)).OfType<VerifiedErasure>()], isAlone: false);
}

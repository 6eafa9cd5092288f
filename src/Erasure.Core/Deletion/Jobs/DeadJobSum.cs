using System.Security.Cryptography;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Deletion.Workflow;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>What a job came to that was ended by force: once, for everybody whom it carried, while its manifest still tells who that was.</summary>
internal sealed class DeadJobSum(JobStore store, JobSessions sessions, SeenPlaces places)
{
    /// <summary>Sums up what it erased. What it took away isn't missed by the next job.</summary>
    public async Task SumUpAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(job.Id, cancellationToken);
        if (mappers.Any(mapper => mapper.Verified is null))
        {
            IReadOnlyDictionary<string, VerifiedErasure> verified = await VerifiedErasure.CountAsync(store, job.Id, job.IsDryRun, cancellationToken);
            await TellAsync(job, mappers, cancellationToken);
            foreach (JobMapper mapper in mappers)
            {
                VerifiedErasure sum = verified.GetValueOrDefault(mapper.Mapper.Id, VerifiedErasure.None);
                await store.ChangeMapperAsync(
                    job.Id,
                    mapper.Mapper.Id,
                    before => before.Verified is null ? before with { Verified = job.WrappedKey is null ? sum with { ObjectsUntold = null } : sum } : null,
                    cancellationToken);
            }
        }
        else
        {
            await TellAsync(job, mappers, cancellationToken);
        }

        foreach (JobMapper mapper in mappers.Where(mapper => mapper.Mapper.Prefix is not null))
        {
            await places.RemoveTakenAwayAsync(store, job.Id, mapper.Mapper, cancellationToken);
        }
    }

    private async Task TellAsync(DeletionJob job, IReadOnlyList<JobMapper> mappers, CancellationToken cancellationToken)
    {
        if (job.WrappedKey is null)
        {
            return;
        }

        byte[] key = await sessions.OpenKeyAsync(job, cancellationToken);
        int first = 0;
        try
        {
            await foreach (ManifestChunk chunk in store.ChunksAsync(job.Id, 0, cancellationToken))
            {
                IReadOnlyList<ManifestMatch> matches = chunk.Open(job.Id, key);
                CountedMatches counted = await CountedMatches.OfAsync(store, job.Id, first, matches.Count, cancellationToken);
                for (int i = 0; i < matches.Count; i++)
                {
                    if (counted.Of(matches[i], first + i, mappers) is { Mappers.Count: > 0 } own)
                    {
                        await store.SetMatchAsync(job.Id, own, cancellationToken);
                    }
                }

                first += matches.Count;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}

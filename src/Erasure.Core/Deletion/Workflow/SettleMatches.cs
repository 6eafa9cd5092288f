using System.Security.Cryptography;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Writes down what each match came to, takes those off the queue that a job has cleared, and leaves the others with a code; some parts of the manifest at a time. Erasures get their outcome first.</summary>
internal sealed class SettleMatches(JobStore store, JobSessions sessions, QueueStore queue, MatchOutcomes outcomes, FailureStore failures, StartRequests starts, TimeProvider time) : Activity<SettleMatches, SettleMatchesInput, SettleMatchesResult>
{
    private const int ChunksPerRun = 10;

    public override async Task<SettleMatchesResult> RunAsync(TaskActivityContext context, SettleMatchesInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        if (await store.GetAsync(input.JobId, cancellationToken) is not { WrappedKey: not null } job)
        {
            return new SettleMatchesResult(input.Chunk, 0, IsDone: true);
        }

        MatchJudge judge = await MatchJudge.OfAsync(job, store, cancellationToken);

        // Where an earlier version failed at a match, the list says as good as anything.
        List<OwedPlace> failed = [.. (await failures.ListAsync(null, cancellationToken).Select(failure => failure.Mapper).Distinct().ToListAsync(cancellationToken)).Select(mapper => new OwedPlace(mapper, Place: null, Code: null))];
        byte[] key = await sessions.OpenKeyAsync(job, cancellationToken);
        long kept = 0;
        int number = input.Chunk;
        int item = input.Item;
        try
        {
            await foreach (ManifestChunk chunk in store.ChunksAsync(input.JobId, number, cancellationToken))
            {
                int first = item;
                IReadOnlyList<ManifestMatch> matches = chunk.Open(job.Id, key);
                CountedMatches counted = await CountedMatches.OfAsync(store, job.Id, first, matches.Count, cancellationToken);
                await Parallel.ForEachAsync(
                    Enumerable.Range(0, matches.Count),
                    new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
                    async (i, token) =>
                    {
                        if (!await SettleAsync(job, matches[i], queued => judge.Judge(matches[i], first + i, counted, queued is { IsOwedSomewhere: true } ? failed : queued?.Owed), token))
                        {
                            Interlocked.Increment(ref kept);
                        }
                    });
                item += matches.Count;
                if (++number == input.Chunk + ChunksPerRun)
                {
                    return new SettleMatchesResult(number, kept, IsDone: false) { Item = item };
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        return new SettleMatchesResult(number, kept, IsDone: true) { Item = item };
    }

    /// <summary>The verdict is of the attempt that the job took in: one that was made since is answered by the next job, which knows the mappers as they are.</summary>
    /// <returns>False where the match stays in the queue.</returns>
    private async Task<bool> SettleAsync(DeletionJob job, ManifestMatch carried, Func<QueuedMatch?, MatchVerdict> judge, CancellationToken cancellationToken)
    {
        QueuedMatch? queued = job.IsDryRun ? null : await queue.GetAsync(carried.Id, cancellationToken);
        MatchVerdict verdict = judge(queued);
        if (verdict.Own is { Mappers.Count: > 0 } own)
        {
            await store.SetMatchAsync(job.Id, own, cancellationToken);
        }

        if (job.IsDryRun)
        {
            return true;
        }

        int attempt = carried.Attempt ?? queued?.Attempt ?? 0;
        if (queued is { ErasureId: { } erasureId, Domain: { } domain })
        {
            if (verdict.Erased is { } erased)
            {
                await outcomes.AddErasedAsync(erasureId, domain, job.Id, erased, cancellationToken);
            }

            if (verdict.Outcome is { } outcome)
            {
                await outcomes.SetAsync(erasureId, domain, new MatchOutcome(attempt, job.Id, outcome), cancellationToken);
            }
        }

        if (verdict.IsCleared && await queue.TryDeleteAsync(carried.Id, match => Task.FromResult(match.Attempt <= attempt), cancellationToken) != false)
        {
            return true;
        }

        QueuedMatch? kept = await queue.ChangeAsync(
            carried.Id,
            before => before.JobId == job.Id ? before with { JobId = null, Jobs = before.Jobs + 1, Code = before.Attempt > attempt ? null : verdict.Code, Owed = verdict.Owed } : null,
            cancellationToken);
        if (kept?.Attempt > attempt)
        {
            await starts.AddAsync(time.GetUtcNow(), JobTrigger.Erasure, cancellationToken);
        }

        return false;
    }
}

/// <summary>Input of <see cref="SettleMatches"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Chunk">The next part of the manifest.</param>
/// <param name="Item">Number of its first match.</param>
internal sealed record SettleMatchesInput(string JobId, int Chunk, int Item);

/// <summary>Output of <see cref="SettleMatches"/>.</summary>
/// <param name="Chunk">The next part of the manifest.</param>
/// <param name="Kept">Matches that stay in the queue.</param>
/// <param name="IsDone">There are no more.</param>
internal sealed record SettleMatchesResult(int Chunk, long Kept, bool IsDone)
{
    /// <summary>Number of the next part's first match.</summary>
    public int Item { get; init; }
}

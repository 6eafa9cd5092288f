using System.Security.Cryptography;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Subjects;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Takes what is queued into a job's manifest, some parts of it at a time. What is in the manifest is what the job carries; a match is marked with the job before it goes in, so that nobody removes it meanwhile.</summary>
internal sealed class GatherMatches(JobStore store, JobSessions sessions, QueueStore queue, MatchValues values, MatchOutcomes outcomes, DataMappers mappers, StartRequests starts, TimeProvider time) : Activity<GatherMatches, GatherMatchesInput, GatherMatchesResult>
{
    private const int ChunksPerRun = 10;
    private const int PageSize = 500;

    public override async Task<GatherMatchesResult> RunAsync(TaskActivityContext context, GatherMatchesInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        string? after = input.After;
        long matches = 0;
        int number = input.Chunk;
        for (; number < input.Chunk + ChunksPerRun; number++)
        {
            if (await store.GetAsync(input.JobId, cancellationToken) is not { State: DeletionJobState.Running, IsStopping: false, WrappedKey: not null } job)
            {
                return new GatherMatchesResult(number, after, matches, IsDone: true);
            }

            if (await store.GetChunkAsync(input.JobId, number, cancellationToken) is not { } chunk)
            {
                // A job that an earlier version gathered has no last part.
                if (job.IsGathered)
                {
                    return new GatherMatchesResult(number, after, matches, IsDone: true);
                }

                // Whoever comes first to the queue's end closes the manifest: what another worker would add behind it was searched for by nobody.
                ManifestChunk made = await MakeAsync(job, number, after, cancellationToken) ?? ManifestChunk.End(after ?? "");
                bool isFirst = await store.TryAddChunkAsync(input.JobId, number, made, cancellationToken);
                chunk = isFirst ? made : (await store.GetChunkAsync(input.JobId, number, cancellationToken))!;
                if (!isFirst && chunk.IsEnd && !made.IsEnd)
                {
                    await ReleaseAsync(job, made, cancellationToken);
                }
            }

            if (chunk.IsEnd)
            {
                await EndAsync(job, cancellationToken);
                return new GatherMatchesResult(number, after, matches, IsDone: true);
            }

            after = chunk.Last;
            matches += chunk.Count;
        }

        return new GatherMatchesResult(number, after, matches, IsDone: false);
    }

    /// <summary>Nobody is taken in any more. Who asked after a mapper had come, or had come to say something else, is searched for in it by another job.</summary>
    private async Task EndAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        if (job.IsGathered)
        {
            return;
        }

        IReadOnlyList<JobMapper> searched = await store.MappersAsync(job.Id, cancellationToken);
        List<string> missed = [.. (await mappers.ListAsync(cancellationToken)).Where(mapper => !searched.Any(known => MapperPlaces.AreSame(known.Mapper, mapper))).Select(mapper => mapper.Id).Except(job.LeftOut, StringComparer.OrdinalIgnoreCase)];
        if (missed.Count > 0 && !job.IsDryRun)
        {
            await starts.AddAsync(time.GetUtcNow(), JobTrigger.Request, cancellationToken);
        }

        await store.ChangeAsync(job.Id, before => before.IsGathered ? null : before with { IsGathered = true, LeftOut = [.. before.LeftOut, .. missed] }, cancellationToken);
    }

    /// <summary>The next part; null where the queue ends. Who waits for it is written down before.</summary>
    private async Task<ManifestChunk?> MakeAsync(DeletionJob job, int number, string? after, CancellationToken cancellationToken)
    {
        // Of jobs that marked matches: where those that ask something are owed since the job has died; null while it runs.
        Dictionary<string, DeadJob?> others = [];
        List<ManifestMatch> gathered = [];
        List<string> waiting = [];
        List<OwedPlace> owed = [];
        long bytes = 0;
        string? last = null;
        bool isEnd = false;
        while (bytes < ManifestChunk.MaxBytes && !isEnd)
        {
            List<QueuedMatch> page = await PageAsync(last ?? after, cancellationToken);
            isEnd = page.Count == 0;
            foreach (string other in page.Select(match => match.JobId).OfType<string>().Where(other => !others.ContainsKey(other) && other != job.Id).Distinct().ToList())
            {
                others[other] = await store.IsRunningAsync(other, cancellationToken) ? null : await DeadJob.OfAsync(store, other, cancellationToken);
            }

            TakenMatch?[] opened = await Task.WhenAll(page.Select(match => TakeAsync(job, match, match.JobId is { } other && other != job.Id ? others[other] : DeadJob.None, cancellationToken)));
            for (int i = 0; i < page.Count && bytes < ManifestChunk.MaxBytes; i++)
            {
                last = page[i].Id;
                if (opened[i] is { } taken)
                {
                    gathered.Add(taken.Match);
                    owed.AddRange(taken.Owed.Where(place => place.Scope is not null));
                    bytes += SizeOf(taken.Match);
                    if (page[i] is { ErasureId: { } erasureId, Domain: { } domain })
                    {
                        waiting.Add(DomainCommand.InstanceIdOf(erasureId, domain));
                    }
                }
            }
        }

        if (last is null)
        {
            return null;
        }

        await NoteFormerAsync(job, owed, cancellationToken);
        if (waiting.Count > 0 && !job.IsDryRun)
        {
            await store.SetWaitingAsync(job.Id, new WaitingInstances(number, waiting), cancellationToken);
        }

        byte[] key = await sessions.OpenKeyAsync(job, cancellationToken);
        try
        {
            return ManifestChunk.Seal(job.Id, key, last, gathered);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Where a mapper reads otherwise than when a job failed at somebody, it is read in both ways for this job.</summary>
    private async Task NoteFormerAsync(DeletionJob job, List<OwedPlace> owed, CancellationToken cancellationToken)
    {
        foreach (JobMapper mapper in owed.Count == 0 ? [] : await store.MappersAsync(job.Id, cancellationToken))
        {
            List<FormerReading> former = [.. owed.Where(place => place.IsIn(mapper.Mapper.Id)).Select(place => place.FormerIn(mapper.Mapper)).OfType<FormerReading>().Distinct()];
            if (former.Count > 0)
            {
                await store.ChangeMapperAsync(job.Id, mapper.Mapper.Id, before => before with { Formerly = [.. before.Formerly.Union(former)] }, cancellationToken);
            }
        }
    }

    /// <summary>What was taken too late is the next job's.</summary>
    private async Task ReleaseAsync(DeletionJob job, ManifestChunk late, CancellationToken cancellationToken)
    {
        byte[] key = await sessions.OpenKeyAsync(job, cancellationToken);
        try
        {
            foreach (ManifestMatch match in late.Open(job.Id, key))
            {
                await queue.ChangeAsync(match.Id, before => before.JobId == job.Id ? before with { JobId = null } : null, cancellationToken);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }

        await starts.AddAsync(time.GetUtcNow(), JobTrigger.Request, cancellationToken);
    }

    private async Task<List<QueuedMatch>> PageAsync(string? after, CancellationToken cancellationToken)
    {
        List<QueuedMatch> page = [];
        await foreach (QueuedMatch match in queue.ListAsync(after, cancellationToken))
        {
            page.Add(match);
            if (page.Count == PageSize)
            {
                break;
            }
        }

        return page;
    }

    /// <summary>Marks the match and opens it; null where this job doesn't carry it.</summary>
    private async Task<TakenMatch?> TakeAsync(DeletionJob job, QueuedMatch match, DeadJob? died, CancellationToken cancellationToken)
    {
        if (died is null || (match.Mappers is { } wanted && !wanted.Intersect(job.Mappers, StringComparer.OrdinalIgnoreCase).Any()))
        {
            return null;
        }

        if (await values.OpenAsync(match, cancellationToken) is not { } opened)
        {
            // Its erasure has ended: nothing is owed any more.
            await queue.DeleteAsync(match.Id, cancellationToken);
            return null;
        }

        ManifestMatch taken = Manifested(match, opened);
        List<JobMapper> asked = [.. died.Mappers.Where(mapper => taken.Asks(mapper.Mapper))];
        List<OwedPlace> owed = [.. asked.Select(mapper => OwedPlace.Of(mapper, taken, JobCodes.Failed))];
        if (!job.IsDryRun && match is { ErasureId: { } erasureId, Domain: { } domain } && await died.ErasedAsync(store, match.Id, asked.Contains, cancellationToken) is { } erased)
        {
            // Once this job has the match, nobody asks what became of the one that died.
            await outcomes.AddErasedAsync(erasureId, domain, died.Id, erased, cancellationToken);
        }

        bool isOurs = true;
        if (!job.IsDryRun)
        {
            QueuedMatch? marked = await queue.ChangeAsync(
                match.Id,
                before => before.JobId == job.Id ? null : before.JobId == match.JobId ? before with { JobId = job.Id, Owed = owed.Count == 0 ? before.Owed : [.. (before.Owed ?? []).Union(owed)] } : null,
                cancellationToken);
            isOurs = marked?.JobId == job.Id;
        }

        return isOurs ? new TakenMatch(taken, [.. (match.Owed ?? []).Union(owed)]) : null;
    }

    private static ManifestMatch Manifested(QueuedMatch match, Sealed<Subject> values) =>
        new() { Id = match.Id, Kind = match.Kind, Mappers = match.Mappers, Attempt = match.Attempt, Values = values.Open().Identifiers, AcrossElements = match.AcrossElements };

    private static long SizeOf(ManifestMatch match) =>
        100 + match.Id.Length + (match.Mappers?.Sum(mapper => mapper.Length + 3) ?? 0) + match.Values.Sum(pair => (3 * (pair.Key.Length + pair.Value.Length)) + 6);

    /// <summary>A match that this job carries.</summary>
    /// <param name="Match">It, with its values.</param>
    /// <param name="Owed">Where jobs before this one failed at it.</param>
    private sealed record TakenMatch(ManifestMatch Match, IReadOnlyList<OwedPlace> Owed);
}

/// <summary>Input of <see cref="GatherMatches"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Chunk">Number of the next part of the manifest.</param>
/// <param name="After">The last queued match that was looked at.</param>
internal sealed record GatherMatchesInput(string JobId, int Chunk, string? After);

/// <summary>Output of <see cref="GatherMatches"/>.</summary>
/// <param name="Chunk">Number of the next part.</param>
/// <param name="After">The last queued match that was looked at.</param>
/// <param name="Matches">How many were taken.</param>
/// <param name="IsDone">The queue's end is reached, or the job is to stop.</param>
internal sealed record GatherMatchesResult(int Chunk, string? After, long Matches, bool IsDone);

using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Queue;

/// <summary>Erasures' side of the queue: a match for each of their lake domains, and what became of it.</summary>
internal sealed class ErasureMatches(
    QueueStore queue,
    MatchOutcomes outcomes,
    JobStore jobs,
    StartRequests starts,
    DeletionJobStarter starter,
    DataMappers known,
    KeyedHashes hashes,
    TimeProvider time,
    LakeConfiguration? lake = null)
{
    private JobConfiguration Settings => lake?.Job ?? throw new InvalidOperationException("No lake is configured.");

    /// <summary>Queues the erasure's match, and asks for a job; an attempt that was submitted before goes on. Fails where there is no mapper of a name.</summary>
    /// <param name="erasure">The attempt.</param>
    /// <param name="mappers">Ids of the mappers to erase from; null for all there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome> SubmitAsync(DomainErasure erasure, IReadOnlyList<string>? mappers, CancellationToken cancellationToken)
    {
        if (await OutcomeAsync(erasure, cancellationToken) is { } outcome)
        {
            return outcome;
        }

        if (await NamesUnknownAsync(mappers, cancellationToken))
        {
            return new Outcome.Failed(JobCodes.UnknownMapper, Retryable: false);
        }

        string id = IdOf(erasure);
        QueuedMatch? match = await queue.PutAsync(
            id,
            before => before switch
            {
                null => new QueuedMatch
                {
                    Id = id,
                    Kind = MatchKind.Identifiers,
                    Mappers = mappers,
                    CreatedAt = time.GetUtcNow(),
                    Deadline = erasure.Deadline,
                    ErasureId = erasure.ErasureId,
                    Domain = erasure.Domain,
                    Attempt = erasure.Attempt,
                },
                _ when before.Attempt < erasure.Attempt => before with { Attempt = erasure.Attempt, Mappers = mappers, Code = null, Deadline = erasure.Deadline },
                _ => null,
            },
            cancellationToken);
        await starts.AddAsync(match!.Deadline - Settings.DeadlineLead, JobTrigger.Deadline, cancellationToken);
        if (match.JobId is not { } jobId || !await jobs.IsRunningAsync(jobId, cancellationToken))
        {
            await AskForJobAsync(match.CreatedAt + Settings.Gather, cancellationToken);
        }

        return new Outcome.Pending();
    }

    /// <summary>What a job came to for the match; pending until one has.</summary>
    public async Task<Outcome> CheckAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        if (await OutcomeAsync(erasure, cancellationToken) is { } outcome)
        {
            return outcome;
        }

        if (await queue.GetAsync(IdOf(erasure), cancellationToken) is not { } match)
        {
            // Settled between the two looks; or else released, or removed by force.
            return await OutcomeAsync(erasure, cancellationToken) ?? new Outcome.Failed("match-missing", Retryable: false);
        }

        bool isRunning = await starter.LookAfterAsync(cancellationToken);
        if (match.JobId is { } jobId)
        {
            // A job that is over and left its mark has died before it could settle.
            return await jobs.IsRunningAsync(jobId, cancellationToken) ? new Outcome.Pending() : await LostAsync(erasure, jobId, cancellationToken);
        }

        // The file declared it when the match was queued: no job would carry it, or answer for all of it.
        if (await NamesUnknownAsync(match.Mappers, cancellationToken))
        {
            return new Outcome.Failed(JobCodes.UnknownMapper, Retryable: false);
        }

        if (!isRunning && time.AgeOf(match.CreatedAt) >= Settings.Gather && await queue.GetAsync(match.Id, cancellationToken) is { JobId: null })
        {
            // It has waited, though the clock may have been set back since it was queued.
            await AskForJobAsync(time.GetUtcNow(), cancellationToken);
        }

        return new Outcome.Pending();
    }

    /// <summary>What jobs have erased of the match so far and verified, those too that failed or were stopped; null where nothing was.</summary>
    public async Task<ErasedSoFar?> ErasedAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        Sum((await outcomes.ErasedAsync(erasure.ErasureId, erasure.Domain, cancellationToken)).Values.Select(one => one with { IsAnswered = false }));

    /// <summary>What the report tells of the job that answered last, and of earlier ones that erased something; null where none has.</summary>
    public async Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        string? jobId = (await outcomes.GetAsync(erasure.ErasureId, erasure.Domain, cancellationToken))?.JobId
            ?? (await queue.GetAsync(IdOf(erasure), cancellationToken))?.JobId;
        if (jobId is null || await jobs.GetAsync(jobId, cancellationToken) is not { } job)
        {
            return null;
        }

        JsonNode? described = await JobDescription.OfAsync(job, jobs, cancellationToken);
        if (described is not null && await jobs.GetMatchAsync(jobId, IdOf(erasure), cancellationToken) is { } own)
        {
            described["person"] = JsonSerializer.SerializeToNode(own.Mappers, DurableJson.Options);
        }

        if (described is not null && (await outcomes.ErasedAsync(erasure.ErasureId, erasure.Domain, cancellationToken)).Where(one => one.Key != jobId).ToList() is { Count: > 0 } earlier)
        {
            described["earlier"] = new JsonArray([.. earlier.Select(one => new JsonObject { ["job"] = one.Key, ["rowsErased"] = one.Value.Rows, ["objectsErased"] = one.Value.Holders, ["objectsDeleted"] = one.Value.Objects })]);
        }

        return described;
    }

    /// <summary>Drops the match and its outcome. A job that carries it goes on without anyone to tell, and stops where it carries nothing else.</summary>
    public async Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        if (await queue.GetAsync(IdOf(erasure), cancellationToken) is { } match)
        {
            await queue.DeleteAsync(match.Id, cancellationToken);
            if (match.JobId is { } jobId && await IsAloneAsync(jobId, cancellationToken))
            {
                await starter.StopAsync(jobId, cancellationToken);
            }
        }

        await outcomes.DeleteAsync(erasure.ErasureId, erasure.Domain, cancellationToken);
    }

    /// <summary>What the attempt is answered; pending while the job that knows it isn't over, since its report isn't complete. Null where no job has come to it yet.</summary>
    private async Task<Outcome?> OutcomeAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        if (await outcomes.GetAsync(erasure.ErasureId, erasure.Domain, cancellationToken) is not { } known || known.Attempt < erasure.Attempt)
        {
            return null;
        }

        if (await jobs.GetAsync(known.JobId, cancellationToken) is not { } job || job.State.IsOver())
        {
            // Nothing found is not nothing done, where an earlier attempt has erased it.
            IReadOnlyDictionary<string, ErasedSoFar> jobsErased = await outcomes.ErasedAsync(erasure.ErasureId, erasure.Domain, cancellationToken);
            return known.Outcome is Outcome.Erased or Outcome.NothingFound && Sum(jobsErased.Values.Where(one => !one.IsAnswered)) is { } erased
                ? erased.ToOutcome(NotSearched.Of(known.Outcome))
                : known.Outcome;
        }

        await starter.LookAfterAsync(cancellationToken);
        return new Outcome.Pending();
    }

    private async Task<bool> NamesUnknownAsync(IReadOnlyList<string>? mappers, CancellationToken cancellationToken) =>
        mappers is not null && (await known.UnknownAsync(mappers, cancellationToken)).Count > 0;

    private async Task AskForJobAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        await starts.AddAsync(at, JobTrigger.Erasure, cancellationToken);
        await starter.LookAfterAsync(cancellationToken);
    }

    private async Task<Outcome> LostAsync(DomainErasure erasure, string jobId, CancellationToken cancellationToken)
    {
        QueuedMatch? match = await queue.GetAsync(IdOf(erasure), cancellationToken);
        if (match is not null && match.JobId != jobId)
        {
            return new Outcome.Pending();
        }

        // Only what was asked of the match's own mappers can have been the person's.
        DeadJob died = await DeadJob.OfAsync(jobs, jobId, cancellationToken);
        if (await died.ErasedAsync(jobs, IdOf(erasure), mapper => match?.Mappers?.Contains(mapper.Mapper.Id, StringComparer.OrdinalIgnoreCase) ?? true, cancellationToken) is { } erased)
        {
            await outcomes.AddErasedAsync(erasure.ErasureId, erasure.Domain, jobId, erased, cancellationToken);
        }

        Outcome failed = new Outcome.Failed((await jobs.GetAsync(jobId, cancellationToken))?.Code ?? JobCodes.Failed, Retryable: false);
        await outcomes.SetAsync(erasure.ErasureId, erasure.Domain, new MatchOutcome(erasure.Attempt, jobId, failed), cancellationToken);
        return (await OutcomeAsync(erasure, cancellationToken))!;
    }

    private async Task<bool> IsAloneAsync(string jobId, CancellationToken cancellationToken)
    {
        long carried = 0;
        await foreach (Deletion.Manifest.ManifestChunk chunk in jobs.ChunksAsync(jobId, 0, cancellationToken))
        {
            carried += chunk.Count;
            if (carried > 1)
            {
                return false;
            }
        }

        return carried == 1;
    }

    private static ErasedSoFar? Sum(IEnumerable<ErasedSoFar> all) => all.Aggregate((ErasedSoFar?)null, (sum, one) => sum?.Plus(one) ?? one);

    // In the order of erasures, as ids of other matches are in that of their making.
    private string IdOf(DomainErasure erasure) =>
        $"{(ErasureId.IsValid(erasure.ErasureId) ? erasure.ErasureId[..12] : "")}{hashes.Hash("queued-match", erasure.ErasureId, erasure.Domain)}"[..32];
}

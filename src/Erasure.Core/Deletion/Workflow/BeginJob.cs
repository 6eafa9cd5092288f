using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Begins a job: from here on it runs, and what is queued before it reads the queue needs no other one. A job whose workflow was lost begins again from its records: with what it has gathered, in a round of its own that lists anew.</summary>
internal sealed class BeginJob(JobStore store, StartRequests starts, JobQueries queries, TimeProvider time) : Activity<BeginJob, string, BeginJobResult>
{
    /// <summary>Rounds in which what an object that moved has become may be caught up with: each lists all, and searches what has changed since the one before.</summary>
    private const int MostExtraRounds = 5;

    public override async Task<BeginJobResult> RunAsync(TaskActivityContext context, string input)
    {
        CancellationToken cancellationToken = context.Stopping();
        DateTimeOffset now = time.GetUtcNow();
        DeletionJob? job = await store.ChangeAsync(
            input,
            before => before.State == DeletionJobState.Queued ? before with { State = DeletionJobState.Running, StartedAt = now } : null,
            cancellationToken);
        if (job is not { State: DeletionJobState.Running })
        {
            return new BeginJobResult([], [], job?.IsDryRun ?? false);
        }

        // A job that leaves something out isn't the one that was asked for; and what came after it had gathered needs another one.
        if (!job.IsDryRun && job.LeftOut.Count == 0 && !job.IsGathered)
        {
            await starts.TakeAsync(now, cancellationToken);
        }

        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(input, cancellationToken);
        int round = mappers.Select(mapper => mapper.IsPlanned || mapper.SealedAfter is not null || mapper.Round > 0 ? mapper.Round + 1 : 0).DefaultIfEmpty().Max();
        if (round > 0)
        {
            // What was asked before tells nothing of what was written since.
            await queries.EndAsync(input, cancellationToken);
        }

        return new BeginJobResult(job.Mappers, round > 0 ? [] : [.. mappers.Where(mapper => mapper is { Code: null, Mapper.Finder: Finder.Athena }).Select(mapper => mapper.Mapper.Id)], job.IsDryRun)
        {
            Round = round,
            ListsAtEnd = true,
            MostExtraRounds = MostExtraRounds,
            Events = await store.EventsAsync(input, after: null, cancellationToken).CountAsync(cancellationToken),
        };
    }
}

/// <summary>Output of <see cref="BeginJob"/>.</summary>
/// <param name="Mappers">Ids of the job's mappers; none where it isn't to run.</param>
/// <param name="QueriedMappers">Ids of those in which queries find.</param>
/// <param name="IsDryRun">It only tells what would go.</param>
internal sealed record BeginJobResult(IReadOnlyList<string> Mappers, IReadOnlyList<string> QueriedMappers, bool IsDryRun)
{
    /// <summary>The round to begin with: 0, or the one behind those that a lost workflow has planned.</summary>
    public int Round { get; init; }

    /// <summary>It lists once more behind its last round.</summary>
    public bool ListsAtEnd { get; init; }

    /// <summary>Rounds that it may have besides, where objects move.</summary>
    public int MostExtraRounds { get; init; }

    /// <summary>Events that there are.</summary>
    public int Events { get; init; }
}

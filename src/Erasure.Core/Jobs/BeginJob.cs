using Erasure.Core.Configuration;
using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Begins a job: from here on it runs, and what is queued before it reads the queue needs no other one.</summary>
internal sealed class BeginJob(JobStore store, StartRequests starts, TimeProvider time) : Activity<string, BeginJobResult>
{
    public override async Task<BeginJobResult> RunAsync(ActivityContext context, string input, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DeletionJob? job = await store.ChangeAsync(
            input,
            before => before.State == DeletionJobState.Queued ? before with { State = DeletionJobState.Running, StartedAt = now } : null,
            cancellationToken);
        if (job is not { State: DeletionJobState.Running })
        {
            return new BeginJobResult([], [], IsDryRun: false);
        }

        // A job that leaves something out isn't the one that was asked for.
        if (!job.IsDryRun && job.LeftOut.Count == 0)
        {
            await starts.TakeAsync(now, cancellationToken);
        }

        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(input, cancellationToken);
        return new BeginJobResult(job.Mappers, [.. mappers.Where(mapper => mapper is { Code: null, Mapper.Finder: Finder.Athena }).Select(mapper => mapper.Mapper.Id)], job.IsDryRun);
    }
}

/// <summary>Output of <see cref="BeginJob"/>.</summary>
/// <param name="Mappers">Ids of the job's mappers; none where it isn't to run.</param>
/// <param name="QueriedMappers">Ids of those in which queries find.</param>
/// <param name="IsDryRun">It only tells what would go.</param>
internal sealed record BeginJobResult(IReadOnlyList<string> Mappers, IReadOnlyList<string> QueriedMappers, bool IsDryRun);

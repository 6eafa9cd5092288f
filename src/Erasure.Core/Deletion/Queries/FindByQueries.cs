using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Queries;

/// <summary>Finds in one mapper by queries: prepares them, asks after them on durable timers until all are done or one failed for good, and cleans up.</summary>
public sealed class FindByQueries : TaskOrchestrator<QueryRun, QueriesEnded>
{
    /// <summary>Looks at the queries before it continues as new: each adds some six events to a history that is to stay under 300.</summary>
    private const int LooksPerExecution = 40;

    private const double Backoff = 1.5;

    /// <inheritdoc/>
    public override async Task<QueriesEnded> RunAsync(TaskOrchestrationContext context, QueryRun input)
    {
        QueryStep step = new(input.JobId, input.Mapper);
        QueryRun run = input;
        JobWaits waits = new(context);
        try
        {
            if (run.Waits is null)
            {
                QueryWaits between = await waits.CallAsync(PrepareQueries.Name, step);
                run = run with { Waits = between, Next = between.First };
            }

            for (int looks = 0; !await LookAsync(); looks++)
            {
                await waits.WaitAsync(run.Next);
                if (looks == LooksPerExecution)
                {
                    context.ContinueAsNew(run);
                    return new QueriesEnded(0, null);
                }
            }
        }
        catch (TaskFailedException)
        {
            // The service can't be reached, or the records can't be written: whatever was found counts for nothing.
            await waits.CallAsync(FailMapper.Name, new FailMapperInput(run.JobId, run.Mapper, JobCodes.FindFailed));
        }

        return await waits.CallAsync(EndQueries.Name, step);

        async Task<bool> LookAsync()
        {
            AdvanceQueriesResult seen = await waits.CallAsync(AdvanceQueries.Name, step);
            run = run with { Next = seen.HasMoved ? run.Waits!.First : TimeSpan.FromTicks(Math.Min(run.Waits!.Longest.Ticks, (long)(run.Next.Ticks * Backoff))) };
            return seen.IsOver;
        }
    }
}

/// <summary>Input of <see cref="FindByQueries"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Mapper">Id of the mapper.</param>
public sealed record QueryRun(string JobId, string Mapper)
{
    /// <summary>How long to wait; null before the queries are prepared.</summary>
    public QueryWaits? Waits { get; init; }

    /// <summary>The next wait.</summary>
    public TimeSpan Next { get; init; }
}

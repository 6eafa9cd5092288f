using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Plans one mapper's objects in one round by listing them. Where the store can't be used that is tried again while other mappers go on, unless it won't help.</summary>
public sealed class PlanByListing : TaskOrchestrator<PlanRun, PlanEnded>
{
    /// <summary>Pages of a listing before it continues as new: each adds two events, more where it is tried again.</summary>
    private const int PagesPerExecution = 50;

    /// <inheritdoc/>
    public override async Task<PlanEnded> RunAsync(TaskOrchestrationContext context, PlanRun input)
    {
        JobWaits waits = new(context);
        try
        {
            for (int page = 0; page < PagesPerExecution; page++)
            {
                PlanMapperResult planned = await waits.CallAsync(PlanMapper.Name, new PlanMapperInput(input.JobId, input.Mapper, input.Round) { IsLast = input.IsLast, IsExtra = input.IsExtra });
                if (planned.IsDone)
                {
                    return new PlanEnded(planned.Objects, planned.IsSearched, planned.Code) { IsListed = planned.IsListed };
                }
            }
        }
        catch (TaskFailedException)
        {
            await waits.CallAsync(FailMapper.Name, new FailMapperInput(input.JobId, input.Mapper, JobCodes.FindFailed));
            return new PlanEnded(0, IsSearched: true, JobCodes.FindFailed);
        }

        context.ContinueAsNew(input);
        return new PlanEnded(0, IsSearched: true, Code: null);
    }
}

/// <summary>Input of <see cref="PlanByListing"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Mapper">Id of the mapper.</param>
/// <param name="Round">The round.</param>
public sealed record PlanRun(string JobId, string Mapper, int Round)
{
    /// <summary>No round follows.</summary>
    public bool IsLast { get; init; }

    /// <summary>There is such a round only where objects have moved in the one before.</summary>
    public bool IsExtra { get; init; }
}

/// <summary>Output of <see cref="PlanByListing"/>.</summary>
/// <param name="Objects">How many objects are to be searched in this round.</param>
/// <param name="IsSearched">False where no match asks anything of the mapper.</param>
/// <param name="Code">Why finding failed; null where it didn't.</param>
public sealed record PlanEnded(long Objects, bool IsSearched, string? Code)
{
    /// <summary>The mapper was listed.</summary>
    public bool IsListed { get; init; }
}

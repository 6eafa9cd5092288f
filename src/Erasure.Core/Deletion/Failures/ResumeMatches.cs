using Erasure.Core.Decisions;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Failures;

/// <summary>Has everything tried again that waits since objects of a mapper failed: the domains of erasures, or, where none waits, a job.</summary>
public sealed class ResumeMatches : TaskOrchestrator<ResumeMatchesInput, Nothing>
{
    /// <summary>Pages of the queue before it continues as new: each adds two events.</summary>
    private const int PagesPerExecution = 100;

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, ResumeMatchesInput input)
    {
        ResumeMatchesInput at = input;
        for (int page = 0; page < PagesPerExecution; page++)
        {
            ResumePageResult result = await context.CallAsync(ResumePage.Name, at, ActivityRetries.OfPages);
            if (result.IsDone)
            {
                return Nothing.Value;
            }

            at = at with { After = result.After, Resumed = at.Resumed + result.Resumed };
        }

        context.ContinueAsNew(at);
        return Nothing.Value;
    }
}

/// <summary>Input of <see cref="ResumeMatches"/> and of its activity.</summary>
/// <param name="Mapper">Id of the mapper.</param>
/// <param name="Decision">Who decided, and why.</param>
public sealed record ResumeMatchesInput(string Mapper, HumanDecision Decision)
{
    /// <summary>The last match that was looked at.</summary>
    public string? After { get; init; }

    /// <summary>Domains that try again so far.</summary>
    public long Resumed { get; init; }
}

using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Tells the erasures' domains that waited for a job that it is over, so that they ask at once what it came to. Instance: the job's id and <c>:tell</c>; input: the job's id.</summary>
/// <remarks>Who isn't told asks all the same, when its poll is due.</remarks>
public sealed class TellErasures : TaskOrchestrator<string, Nothing>
{
    /// <summary>Parts of the manifest before it continues as new: each adds two events.</summary>
    private const int PagesPerExecution = 100;

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, string input)
    {
        for (int page = 0; page < PagesPerExecution; page++)
        {
            if (await context.CallAsync(TellPage.Name, input, ActivityRetries.OfPages))
            {
                return Nothing.Value;
            }
        }

        context.ContinueAsNew(input);
        return Nothing.Value;
    }
}

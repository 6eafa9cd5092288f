using Erasure.Core.Clocks;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Operations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Looks whether a domain's part is gone, as a status event told the erasure's orchestration, which may have started it since.</summary>
internal sealed class FindPart(ErasureStore erasures, IDurableTaskClientProvider clients, OperationsConfiguration operations, TimeProvider time, ILogger<FindPart> logger)
    : Activity<FindPart, FindPartInput, bool>
{
    // Where Durable Task's storage is a queue, what was started shows only once it has been dequeued.
    private const int LongestBacklog = 64;

    /// <summary>A part that nobody knows to have begun yet may wait in the queue for so long.</summary>
    public static TimeSpan Patience(OperationsConfiguration operations) => operations.IntakeGrace * LongestBacklog;

    /// <returns>Nothing works for the domain, and will.</returns>
    public override async Task<bool> RunAsync(TaskActivityContext context, FindPartInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        if (await clients.GetClient().FindAsync(DomainCommand.InstanceIdOf(input.ErasureId, input.Domain), cancellationToken) is { IsCompleted: false }
            || await erasures.GetAsync(input.ErasureId, cancellationToken) is not { } stored)
        {
            return false;
        }

        DomainProgress? progress = (await erasures.ProgressAsync(stored.Erasure, cancellationToken)).FirstOrDefault(domain => domain.Domain == input.Domain);
        if (progress?.State.IsOver() == true)
        {
            return true;
        }

        if (progress is null or { Outcome: Outcome.Failed { Code: DomainFailures.Workflow } })
        {
            // It waits for a human.
            return false;
        }

        bool hasBegun = progress.Outcome is not null && progress.UpdatedAt >= input.BegunAt;
        if (time.AgeOf(input.BegunAt) < (hasBegun ? operations.IntakeGrace : Patience(operations)))
        {
            return false;
        }

        Log.PartBeginsAgain(logger, input.Domain, input.ErasureId);
        return true;
    }
}

/// <summary>Input of <see cref="FindPart"/>.</summary>
/// <param name="ErasureId">The erasure.</param>
/// <param name="Domain">The domain.</param>
/// <param name="BegunAt">When its part was begun last; the default where it waits for none.</param>
internal sealed record FindPartInput(string ErasureId, string Domain, DateTimeOffset BegunAt);

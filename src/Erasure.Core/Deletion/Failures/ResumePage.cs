using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Failures;

/// <summary>A page of <see cref="ResumeMatches"/>.</summary>
internal sealed class ResumePage(QueueStore queue, IDomainRetries domains, StartRequests starts, DeletionJobStarter starter, TimeProvider time) : Activity<ResumePage, ResumeMatchesInput, ResumePageResult>
{
    private const int PageSize = 500;

    public override async Task<ResumePageResult> RunAsync(TaskActivityContext context, ResumeMatchesInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        string? last = null;
        int seen = 0;
        long resumed = 0;
        await foreach (QueuedMatch match in queue.ListAsync(input.After, cancellationToken))
        {
            last = match.Id;
            if (match is { ErasureId: { } erasureId, Domain: { } domain } && match.WaitsFor(input.Mapper)
                && await domains.RetryAsync(erasureId, domain, input.Decision, cancellationToken) == CommandResult.Accepted)
            {
                resumed++;
            }

            if (++seen == PageSize)
            {
                return new ResumePageResult(last, resumed, IsDone: false);
            }
        }

        // A domain that tries again queues its match anew and asks for a job itself: one that started before would answer the attempt that has failed.
        if (input.Resumed + resumed == 0)
        {
            await starts.AddAsync(time.GetUtcNow(), JobTrigger.Request, cancellationToken);
            await starter.LookAfterAsync(cancellationToken);
        }

        return new ResumePageResult(last, resumed, IsDone: true);
    }
}

/// <summary>Output of <see cref="ResumePage"/>.</summary>
/// <param name="After">The last match that was looked at.</param>
/// <param name="Resumed">Domains of the page that try again.</param>
/// <param name="IsDone">The queue's end is reached.</param>
internal sealed record ResumePageResult(string? After, long Resumed, bool IsDone);

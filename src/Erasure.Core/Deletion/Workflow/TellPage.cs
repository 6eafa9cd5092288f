using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Tells those who waited for one part of a job's manifest, and forgets them. Answers that there are no more.</summary>
internal sealed class TellPage(JobStore store, IDurableTaskClientProvider clients) : Activity<TellPage, string, bool>
{
    /// <summary>Events that are raised at once: each asks its instance awake, and that asks the records.</summary>
    private const int Concurrency = 32;

    public override async Task<bool> RunAsync(TaskActivityContext context, string input)
    {
        CancellationToken cancellationToken = context.Stopping();
        if (await store.NextWaitingAsync(input, cancellationToken) is not { } waiting)
        {
            return true;
        }

        int told = 0;
        ConcurrentQueue<Exception> failures = [];
        await Parallel.ForEachAsync(
            waiting.Instances,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (instance, token) =>
            {
                try
                {
                    // One that has ended, or has never been, hears nothing.
                    await clients.GetClient().TryRaiseEventAsync(instance, DomainCommand.EventName, new DomainCommand.Ask(), token);
                    Interlocked.Increment(ref told);
                }
                catch (Exception failure) when (!token.IsCancellationRequested)
                {
                    failures.Enqueue(failure);
                }
            });

        // One that can't be told asks when its poll is due; where none can be, the engine's store is away, and all are told later.
        if (told == 0 && failures.TryPeek(out Exception? first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        await store.ForgetWaitingAsync(input, waiting.Number, cancellationToken);
        return false;
    }
}

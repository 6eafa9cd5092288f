using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Drops what is no longer needed of jobs that are over: soon their histories, and their reports once they were kept as long as configured.</summary>
internal sealed class JobRetention(JobStore store, IDurableTaskClientProvider clients, TimeProvider time, LakeConfiguration? lake = null)
{
    /// <summary>For somebody who wants to see how a job went.</summary>
    private static readonly TimeSpan KeepHistories = TimeSpan.FromDays(1);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (lake?.Job.KeepReports is not { } keep)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        await foreach (DeletionJob job in store.NewestFirstAsync(before: null, cancellationToken))
        {
            if (job.EndedAt is not { } ended || ended + KeepHistories > now)
            {
                continue;
            }

            if (!job.IsTidy)
            {
                // One that lost a child under a version before is over and doesn't end.
                await clients.GetClient().TryTerminateAsync(job.Id, "The job is over.", cancellationToken);
                await clients.GetClient().TryPurgeAsync(job.Id, cancellationToken);

                // Left where the job was ended by force; nobody has the key any more.
                await store.DeleteManifestAsync(job.Id, cancellationToken);
                await store.ChangeAsync(job.Id, before => before with { IsTidy = true }, cancellationToken);
            }

            if (ended + keep <= now)
            {
                await store.DeleteAsync(job.Id, cancellationToken);
            }
        }
    }
}

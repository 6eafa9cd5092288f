using Erasure.Core.Deletion.Jobs;

namespace Erasure.Core.Deletion.Queue;

/// <summary>The queued matches that wait since a job failed in some mapper.</summary>
internal sealed class OwedMatches(QueueStore queue, JobStore jobs)
{
    /// <summary>How many there are of that mapper.</summary>
    /// <param name="mapperId">The mapper.</param>
    /// <param name="counts">Whether a match that is owed there counts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> CountAsync(string mapperId, Func<QueuedMatch, IEnumerable<OwedPlace>, bool> counts, CancellationToken cancellationToken)
    {
        Dictionary<string, bool> running = [];
        long count = 0;
        await foreach (QueuedMatch match in queue.ListAsync(null, cancellationToken))
        {
            if (match.JobId is { } job && !running.ContainsKey(job))
            {
                running[job] = await jobs.IsRunningAsync(job, cancellationToken);
            }

            count += counts(match, match.OwedIn(mapperId, isCarried: match.JobId is { } by && running[by])) ? 1 : 0;
        }

        return count;
    }
}

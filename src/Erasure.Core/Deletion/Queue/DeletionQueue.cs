using Erasure.Core.Deadlines;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;

namespace Erasure.Core.Deletion.Queue;

/// <summary>The deletion queue, for whoever adds matches without an erasure, looks, or takes one back.</summary>
internal sealed class DeletionQueue(
    QueueStore queue,
    MatchValues values,
    StartRequests starts,
    JobStore jobs,
    DataMappers mappers,
    DeadlineCalculator deadlines,
    IEnumerable<IErasesTraces> stores,
    AcceptanceTimes acceptances,
    TimeProvider time,
    LakeConfiguration? lake = null) : IDeletionQueue
{
    public async Task<QueueIntake> OpenAsync(CancellationToken cancellationToken) =>
        new(await mappers.ListAsync(cancellationToken), queue, values, starts, deadlines, (lake?.Job ?? new JobConfiguration()).DeadlineLead, await acceptances.NextAsync(cancellationToken), time);

    public async Task<MatchPage> ListAsync(int top, string? after, CancellationToken cancellationToken)
    {
        List<QueuedMatch> page = await queue.ListAsync(after, cancellationToken).Take(top + 1).ToListAsync(cancellationToken);
        Dictionary<string, bool> running = [];
        foreach (string job in page.Select(match => match.JobId).OfType<string>().Distinct())
        {
            running[job] = await jobs.IsRunningAsync(job, cancellationToken);
        }

        return new MatchPage(
            [.. page.Take(top).Select(match => match.JobId is { } job && !running[job] ? match with { JobId = null } : match)],
            page.Count > top ? page[top - 1].Id : null);
    }

    public async Task<MatchRemoval> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        MatchRemoval hindrance = MatchRemoval.NotFound;
        bool? isRemoved = await queue.TryDeleteAsync(
            id,
            async match =>
            {
                hindrance = match.ErasureId is null ? MatchRemoval.Carried : MatchRemoval.OfErasure;
                return match.ErasureId is null && !(match.JobId is { } job && await jobs.IsRunningAsync(job, cancellationToken));
            },
            cancellationToken);
        if (isRemoved != true)
        {
            return isRemoved is null ? MatchRemoval.NotFound : hindrance;
        }

        foreach (IErasesTraces traces in stores)
        {
            await traces.EraseTracesAsync(cancellationToken);
        }

        return MatchRemoval.Removed;
    }
}

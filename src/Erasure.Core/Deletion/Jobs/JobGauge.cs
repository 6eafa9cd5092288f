using System.Collections.Concurrent;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Keeps count of how far jobs are, from the records of their objects alone: what is counted twice, by a step that runs again or a workflow that began again, counts once.</summary>
internal sealed class JobGauge(JobStore store, TimeProvider time)
{
    /// <summary>Over which a rate is taken.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>In which a job that is at work is done with some object; longer it has paused: the host was down, or all of them wait.</summary>
    private static readonly TimeSpan Pause = 2 * Window;

    /// <summary>Between two points, so that few are kept.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>What would take longer, nobody can tell.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>More than can be at work: of those beyond, some objects stay where they are, and aren't waited for.</summary>
    private const int MostOpen = 128;

    /// <summary>A phase begins.</summary>
    public Task BeginAsync(string jobId, JobPhaseCount phase, CancellationToken cancellationToken) =>
        store.ChangePhaseAsync(jobId, _ => phase with { Points = [new PhasePoint(time.GetUtcNow(), PhasePart.Nothing)] }, cancellationToken);

    /// <summary>Some objects of it are about to be worked on.</summary>
    public async Task AddAsync(string jobId, int round, JobObjectState from, OpenBatch batch, CancellationToken cancellationToken)
    {
        if (await store.GetPhaseAsync(jobId, cancellationToken) is not { } known || !known.Is(round, from))
        {
            return;
        }

        Dictionary<string, IReadOnlyCollection<JobObject>> over = [];
        foreach (OpenBatch open in known.Open)
        {
            if (await OverAsync(jobId, from, open, mustBeOver: known.Open.Count < MostOpen, cancellationToken) is { } items)
            {
                over.Add(open.After ?? "", items);
            }
        }

        await store.ChangePhaseAsync(jobId, before => before is null || !before.Is(round, from) ? null : Added(before, batch, over), cancellationToken);
    }

    /// <summary>How far the job is; null where it doesn't run.</summary>
    public async Task<JobProgress?> ReadAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        if (job.State != DeletionJobState.Running)
        {
            return null;
        }

        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(job.Id, cancellationToken);
        JobPhaseCount? phase = await store.GetPhaseAsync(job.Id, cancellationToken);
        IReadOnlyCollection<JobObject> atWork = phase is null ? [] : await ReadAsync(job.Id, [.. phase.Open.SelectMany(batch => batch.Ids)], cancellationToken);
        phase = phase?.Plus(atWork);
        int round = mappers.Select(mapper => mapper.Round).DefaultIfEmpty().Max();
        return phase is null || phase.Round < round ? Planning(mappers, round, phase) : At(phase, atWork);
    }

    // Queries ask each mapper as a whole: which of its objects they are at nobody knows.
    private static JobProgress Planning(IReadOnlyList<JobMapper> mappers, int round, JobPhaseCount? before) => new()
    {
        Phase = round == 0 && mappers.All(mapper => mapper.IsPlanned || mapper.Code is not null) && mappers.Any(mapper => mapper.Mapper.Finder == Finder.Athena) ? JobPhase.Query : JobPhase.Plan,
        Round = round,
        Objects = mappers.Where(mapper => mapper.Round == round).Sum(mapper => mapper.Planned),
        ObjectsFound = before?.Found ?? 0,
        ObjectsFailed = before?.Failed ?? 0,
    };

    private JobProgress At(JobPhaseCount phase, IReadOnlyCollection<JobObject> atWork)
    {
        DateTimeOffset now = time.GetUtcNow();
        PhasePoint? since = Since(phase, atWork, now);
        double seconds = since is null ? 0 : (now - since.At).TotalSeconds;
        double? rate = seconds >= 1 && phase.Done.Objects > since!.Done.Objects ? (phase.Done.Objects - since.Done.Objects) / seconds : null;
        long left = Math.Max(0, phase.All.Objects - phase.Done.Objects);
        return new JobProgress
        {
            Phase = phase.From switch { JobObjectState.Planned => JobPhase.Find, JobObjectState.Found => JobPhase.Forget, _ => JobPhase.Verify },
            Round = phase.Round,
            Objects = phase.All.Objects,
            ObjectsDone = phase.Done.Objects,
            Bytes = phase.All.Bytes,
            BytesDone = phase.Done.Bytes,
            ObjectsFound = phase.Found,
            ObjectsFailed = phase.Failed,
            ObjectsPerSecond = rate,
            BytesPerSecond = rate is null ? null : (phase.Done.Bytes - since!.Done.Bytes) / seconds,
            TimeLeft = rate is { } perSecond && left / perSecond < Longest.TotalSeconds ? TimeSpan.FromSeconds(Math.Ceiling(left / perSecond)) : null,
        };
    }

    // What lies before a pause would make a rate of it.
    private static PhasePoint? Since(JobPhaseCount phase, IReadOnlyCollection<JobObject> atWork, DateTimeOffset now)
    {
        PhasePoint? since = phase.Points.LastOrDefault(point => point.At <= now - Window) ?? (phase.Points.Count > 0 ? phase.Points[0] : null);
        if (since is null || now - since.At <= Pause)
        {
            return since;
        }

        // Where nothing was begun since, what is done was at work then.
        return phase.Points.FirstOrDefault(point => point.At > now - Window)
            ?? (HasPaused(since.At, atWork.Where(item => item.State != phase.From).Select(item => item.ChangedAt), now) ? null : since);
    }

    private static bool HasPaused(DateTimeOffset since, IEnumerable<DateTimeOffset> done, DateTimeOffset now)
    {
        DateTimeOffset last = since;
        foreach (DateTimeOffset at in done.Where(at => at > since).Order().Append(now))
        {
            if (at - last > Pause)
            {
                return true;
            }

            last = at;
        }

        return false;
    }

    private JobPhaseCount Added(JobPhaseCount before, OpenBatch batch, Dictionary<string, IReadOnlyCollection<JobObject>> over)
    {
        JobPhaseCount after = before;
        foreach (OpenBatch open in before.Open)
        {
            after = over.TryGetValue(open.After ?? "", out IReadOnlyCollection<JobObject>? items) ? after.Plus(items) : after;
        }

        DateTimeOffset now = time.GetUtcNow();
        List<PhasePoint> points = [.. after.Points];
        if (points.Count == 0 || now - points[^1].At >= Between)
        {
            points.Add(new PhasePoint(now, after.Done));
            points.RemoveRange(0, Math.Max(0, points.FindLastIndex(point => point.At <= now - Window)));
        }

        return after with
        {
            Open = [.. before.Open.Where(open => !over.ContainsKey(open.After ?? "") && open.After != batch.After), batch],
            Points = points,
        };
    }

    // An object that is still at work is mostly the last one.
    private async Task<IReadOnlyCollection<JobObject>?> OverAsync(string jobId, JobObjectState from, OpenBatch batch, bool mustBeOver, CancellationToken cancellationToken)
    {
        if (mustBeOver && await store.GetObjectAsync(jobId, batch.Ids[^1], cancellationToken) is { } last && last.State == from)
        {
            return null;
        }

        IReadOnlyCollection<JobObject> items = await ReadAsync(jobId, batch.Ids, cancellationToken);
        return mustBeOver && items.Any(item => item.State == from) ? null : items;
    }

    private async Task<IReadOnlyCollection<JobObject>> ReadAsync(string jobId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        ConcurrentBag<JobObject> items = [];
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                if (await store.GetObjectAsync(jobId, id, token) is { } item)
                {
                    items.Add(item);
                }
            });
        return items;
    }
}

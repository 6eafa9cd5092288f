using Erasure.Core.Deletion.Jobs;

namespace Erasure.Core.Deletion.Manifest;

/// <summary>Keeps the manifest of the job that this process works on, since each of its activities needs it; dropped with the job, or once nobody has asked for it for a while.</summary>
internal sealed class JobManifests : IDisposable
{
    /// <summary>Another process may end the job: then nothing here hears of it.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly JobStore store;
    private readonly SemaphoreSlim gate = new(1);
    private readonly ITimer expiry;
    private volatile Held? held;

    public JobManifests(JobStore store, TimeProvider time)
    {
        this.store = store;
        expiry = time.CreateTimer(_ => held = null, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The manifest of a job whose matches are gathered.</summary>
    public async Task<JobManifest> GetAsync(DeletionJob job, byte[] key, CancellationToken cancellationToken)
    {
        expiry.Change(Idle, Timeout.InfiniteTimeSpan);
        if (held is { } known && known.JobId == job.Id)
        {
            return known.Manifest;
        }

        await gate.WaitAsync(cancellationToken);
        try
        {
            if (held is not { } built || built.JobId != job.Id)
            {
                held = null;
                IReadOnlyList<JobMapper> mappers = await store.MappersAsync(job.Id, cancellationToken);
                held = built = new Held(job.Id, await JobManifest.BuildAsync(job, key, mappers, store.ChunksAsync(job.Id, 0, cancellationToken)));
            }

            return built.Manifest;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a job's matches.</summary>
    public void Drop(string jobId)
    {
        if (held is { } known && known.JobId == jobId)
        {
            held = null;
        }
    }

    public void Dispose()
    {
        expiry.Dispose();
        gate.Dispose();
    }

    private sealed record Held(string JobId, JobManifest Manifest);
}

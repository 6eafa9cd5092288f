namespace Erasure.Core.Jobs;

/// <summary>Starts, shows and cancels deletion jobs.</summary>
public sealed class DeletionJobs
{
    private readonly JobStore store;
    private readonly DeletionJobStarter starter;

    internal DeletionJobs(JobStore store, DeletionJobStarter starter) => (this.store, this.starter) = (store, starter);

    /// <summary>Starts a job now, unless one runs.</summary>
    /// <param name="mappers">Ids of the mappers to work on; null for all there are.</param>
    /// <param name="isDryRun">Only tell what would go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The id of the job that runs now, and whether that is the one asked for.</returns>
    public Task<(string JobId, bool IsNew)> StartAsync(IReadOnlyList<string>? mappers, bool isDryRun, CancellationToken cancellationToken) =>
        starter.StartAsync(JobTrigger.Request, mappers, isDryRun, cancellationToken);

    /// <summary>The job; null where there is none.</summary>
    public Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken) => store.GetAsync(jobId, cancellationToken);

    /// <summary>Asks a job to stop at the next boundary of an object. What is erased stays erased.</summary>
    /// <returns>False where it is over, or too far to be stopped; null where there is no such job.</returns>
    public async Task<bool?> CancelAsync(string jobId, CancellationToken cancellationToken)
    {
        DeletionJob? job = await store.ChangeAsync(
            jobId,
            before => before.State <= DeletionJobState.Running ? before with { IsStopping = true } : null,
            cancellationToken);
        return job is null ? null : job is { IsStopping: true, State: <= DeletionJobState.Running };
    }
}

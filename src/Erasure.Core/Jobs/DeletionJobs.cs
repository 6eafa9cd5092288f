using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Jobs;

/// <summary>Starts, asks, describes and drops deletion jobs.</summary>
public sealed class DeletionJobs
{
    private readonly JobStore store;
    private readonly IWorkflowClient workflows;
    private readonly JobSessions sessions;
    private readonly DataMappers mappers;
    private readonly ErasureConfiguration configuration;

    internal DeletionJobs(JobStore store, IWorkflowClient workflows, JobSessions sessions, DataMappers mappers, ErasureConfiguration configuration)
    {
        this.store = store;
        this.workflows = workflows;
        this.sessions = sessions;
        this.mappers = mappers;
        this.configuration = configuration;
    }

    private LakeConfiguration Lake => configuration.Lake ?? throw new InvalidOperationException("No lake is configured.");

    /// <summary>Starts the job of an erasure's attempt; one that was started before goes on.</summary>
    /// <param name="erasure">The attempt.</param>
    /// <param name="only">Ids of the mappers to erase from; null for all there are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Outcome> StartAsync(DomainErasure erasure, IReadOnlyList<string>? only, CancellationToken cancellationToken)
    {
        string jobId = IdOf(erasure, erasure.Attempt);
        if (await store.GetAsync(jobId, cancellationToken) is null)
        {
            List<DataMapper> chosen = [.. (await mappers.ListAsync(cancellationToken)).Where(mapper => only?.Contains(mapper.Id) ?? true)];
            foreach (DataMapper mapper in chosen)
            {
                await store.TryAddMapperAsync(jobId, new JobMapper { Mapper = mapper }, cancellationToken);
            }

            DeletionJob job = new()
            {
                Id = jobId,
                ErasureId = erasure.ErasureId,
                Mappers = [.. chosen.Select(mapper => mapper.Id)],
                WrappedKey = await sessions.NewKeyAsync(jobId, cancellationToken),
            };
            await store.TryAddAsync(job, cancellationToken);
        }

        return await CheckAsync(erasure, cancellationToken);
    }

    /// <summary>How far the job is. A job whose workflow isn't there, for a crash before it was started, is started.</summary>
    public async Task<Outcome> CheckAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        string jobId = IdOf(erasure, erasure.Attempt);
        switch (await store.GetAsync(jobId, cancellationToken))
        {
            case null:
                return new Outcome.Failed("job-missing", Retryable: false);
            case { State: DeletionJobState.Canceled }:
                return new Outcome.Failed("job-canceled", Retryable: false);
            case { State: DeletionJobState.Completed, Totals: { } totals }:
                return totals.RowsErased > 0 ? new Outcome.Erased(totals.RowsErased) : new Outcome.NothingFound();
            case { State: var state, Code: var code } when state.IsOver():
                return new Outcome.Failed(code ?? "job-failed", Retryable: false);
        }

        InstanceSnapshot? instance = await workflows.GetInstanceAsync(jobId, cancellationToken);
        if (instance is { RuntimeStatus: RuntimeStatus.Failed or RuntimeStatus.Terminated })
        {
            return new Outcome.Failed("job-failed", Retryable: false);
        }

        if (instance is null)
        {
            try
            {
                await workflows.ScheduleNewInstanceAsync(nameof(RunDeletionJob), jobId, new JobRun(jobId, Lake.Job), cancellationToken);
            }
            catch (InstanceAlreadyExistsException)
            {
                // Somebody else started it in between.
            }
        }

        return new Outcome.Pending();
    }

    /// <summary>Stops a job at the next boundary of an object. What is erased stays erased.</summary>
    /// <returns>False where there is no such job, or it is over.</returns>
    public async Task<bool> CancelAsync(string jobId, CancellationToken cancellationToken)
    {
        bool canceled = false;
        await store.ChangeAsync(
            jobId,
            job =>
            {
                canceled = !job.State.IsOver();
                return canceled ? job with { State = DeletionJobState.Canceled, WrappedKey = null } : null;
            },
            cancellationToken);
        return canceled;
    }

    /// <summary>What the report tells of the erasure's last job; null where there is none.</summary>
    public async Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        string jobId = IdOf(erasure, erasure.Attempt);
        if (await store.GetAsync(jobId, cancellationToken) is not { } job)
        {
            return null;
        }

        List<JobObject> eventful = [];
        await foreach (JobObject item in store.ObjectsAsync(jobId, null, cancellationToken))
        {
            if (item.Erased.Rows > 0 || item.Problems.Count > 0 || item.State == JobObjectState.Failed)
            {
                eventful.Add(item);
            }
        }

        return JobDescription.Of(job, eventful, await store.MappersAsync(jobId, cancellationToken));
    }

    /// <summary>Cancels what still runs of the erasure in this domain, and drops every record of it.</summary>
    public async Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= erasure.Attempt; attempt++)
        {
            string jobId = IdOf(erasure, attempt);
            await CancelAsync(jobId, cancellationToken);
            await workflows.TerminateAsync(jobId, "The erasure has ended.", cancellationToken);
            await store.DeleteObjectsAsync(jobId, cancellationToken);
            await store.DeleteAsync(jobId, cancellationToken);
            await workflows.PurgeAsync(jobId, cancellationToken);
        }
    }

    /// <summary>The id of an attempt's job, and of its workflow instance.</summary>
    public static string IdOf(DomainErasure erasure, int attempt) => $"{erasure.ErasureId}:{erasure.Domain}:job{attempt}";
}

using System.Diagnostics;
using System.Text;
using DurableTask.Core.Exceptions;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Execution;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Management;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using HistoryEvent = DurableTask.Core.History.HistoryEvent;
using OrchestrationInstance = DurableTask.Core.OrchestrationInstance;

namespace Erasure.Embedded.Engine;

/// <summary>Durable Task's client of the embedded engine. What a method returned from is durable.</summary>
internal sealed class EmbeddedDurableTaskClient(SqliteDatabase database, IEngineSignals signals, TimeProvider time, RewindPlanner rewinds)
    : DurableTaskClient(""), IDurableTaskClientProvider
{
    private const int PurgeBatch = 100;

    // For what nobody is notified of: an instance that is purged or replaced, a commit that is done and reported as failed.
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>This one, whatever its name: there is one database.</summary>
    public DurableTaskClient GetClient(string? name = null) => this;

    /// <inheritdoc/>
    /// <exception cref="OrchestrationAlreadyExistsException">An instance of that id is in one of the states that <see cref="StartOrchestrationOptions.DedupeStatuses"/> names; where they aren't given, it hasn't ended.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        if (options is { StartAt: not null } or { Version: not null } or { Tags.Count: > 0 })
        {
            throw new NotSupportedException("The embedded engine keeps no start time, version or tags of an instance: let the orchestration wait on a timer, and put the rest into its input.");
        }

        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        IReadOnlyList<RuntimeStatus> refused = options?.DedupeStatuses is { } named
            ? [.. named.Select(static status => Enum.Parse<OrchestrationRuntimeStatus>(status, ignoreCase: true).ToStored())]
            : RuntimeStatuses.Live;
        await StartAsync(orchestratorName, id, DurableDataConverter.Instance.Serialize(input), refused, cancellation);
        return id;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no such instance, or it has ended.</exception>
    public override async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        string? payload = DurableDataConverter.Instance.Serialize(eventPayload);
        if (!await WriteAsync(instances => instances.RaiseEvent(instanceId, eventName, payload), cancellation))
        {
            throw new InvalidOperationException($"Instance '{instanceId}' isn't there, or has ended: nobody would take the event.");
        }
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static instance => instance.IsCompleted, cancellation);

    /// <summary>Ends an instance without asking it, and its children always. One that is gone or has ended stays so, as with the other ways to steer it.</summary>
    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        WriteAsync(instances => instances.Terminate(instanceId, options?.Output), cancellation);

    /// <summary>Lets an instance take no more steps; what comes for it waits.</summary>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        WriteAsync(instances => instances.Suspend(instanceId, reason), cancellation);

    /// <inheritdoc/>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        WriteAsync(instances => instances.Resume(instanceId, reason), cancellation);

    /// <summary>Takes a failed instance back to where it failed: failed activities run again, failed children are rewound, and the rest of its history stays.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It hasn't failed.</exception>
    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        InstanceRow row = Find(instanceId, cancellation);
        if (row.Status != RuntimeStatus.Failed || !await RewindAsync(rewinds.Plan(row), reason))
        {
            throw new InvalidOperationException($"Instance '{instanceId}' hasn't failed: there is nothing to take back.");
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such instance to take the input from.</exception>
    /// <exception cref="InvalidOperationException">It is to keep its id and hasn't ended.</exception>
    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        InstanceRow row = Find(instanceId, cancellation);
        string id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : row.Id;
        try
        {
            await StartAsync(row.Name, id, row.Input, RuntimeStatuses.Live, cancellation);
            return id;
        }
        catch (OrchestrationAlreadyExistsException error)
        {
            throw new InvalidOperationException($"Instance '{instanceId}' hasn't ended: terminate it first, or restart it under a new id.", error);
        }
    }

    /// <summary>What happened to an instance since it started or continued as new.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public override Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(string instanceId, CancellationToken cancellation = default)
    {
        long key = Find(instanceId, cancellation).Key;
        OrchestrationInstance instance = new() { InstanceId = instanceId };
        return Task.FromResult<IList<HistoryEvent>>(
            [.. database.Read(sql => HistoryTable.Read(sql, key)).SelectMany(static step => step).Select(historyEvent => CoreHistory.ToClient(historyEvent, instance))]);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata?> GetInstancesAsync(string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(database.Read(sql => InstanceRow.ById(sql, instanceId)?.ToMetadata()));
    }

    /// <inheritdoc/>
    /// <remarks>In order of ids.</remarks>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) => Pageable.Create((continuation, pageSize, cancellation) =>
    {
        cancellation.ThrowIfCancellationRequested();
        OrchestrationQuery query = filter ?? new OrchestrationQuery();
        int size = Math.Max(1, pageSize ?? query.PageSize);
        string after = After(continuation ?? query.ContinuationToken);
        List<InstanceRow> rows = database.Read(sql => InstanceList.Read(sql, query, after, size));
        string? token = rows.Count == size ? Convert.ToBase64String(Encoding.UTF8.GetBytes(rows[^1].Id)) : null;
        return Task.FromResult(new Page<OrchestrationMetadata>([.. rows.Select(static row => row.ToMetadata())], token));
    });

    /// <summary>Forgets an ended instance and its history, children included.</summary>
    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new(await WriteAsync(instances => instances.Purge(instanceId), cancellation));

    /// <summary>Forgets the ended instances among those that the filter describes, children included.</summary>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        OrchestrationRuntimeStatus[] statuses = [.. RuntimeStatuses.Ended.Select(static status => status.ToPublic()).Where(status => filter.Statuses?.Any() != true || filter.Statuses.Contains(status))];
        OrchestrationQuery ended = new(filter.CreatedFrom, filter.CreatedTo, statuses);
        int purged = 0;

        // In batches, so that nobody waits long for the writer.
        while (statuses.Length > 0 && database.Read(sql => InstanceList.Read(sql, ended, after: "", PurgeBatch)) is { Count: > 0 } batch)
        {
            purged += await WriteAsync(instances => batch.Sum(row => instances.Purge(row.Id)), cancellation);
        }

        return new PurgeResult(purged);
    }

    /// <summary>Nothing is kept open.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<OrchestrationMetadata> WaitAsync(string instanceId, Func<OrchestrationMetadata, bool> isReached, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = signals.Changes.NextAsync(instanceId);
            try
            {
                OrchestrationMetadata instance = await GetInstancesAsync(instanceId, getInputsAndOutputs: true, cancellation)
                    ?? throw new InvalidOperationException($"There is no instance '{instanceId}' to wait for.");
                if (isReached(instance))
                {
                    return instance;
                }

                await changed.WaitAsync(LookInterval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                signals.Changes.Leave(instanceId, changed);
            }
        }
    }

    private Task<bool> RewindAsync(RewindPlan plan, string reason) =>
        database.WriteAsync(write => new RewindCommit(write, signals, time.GetUtcNow(), reason).Run(plan));

    private InstanceRow Find(string instanceId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return database.Read(sql => InstanceRow.ById(sql, instanceId)) ?? throw new ArgumentException($"There is no instance '{instanceId}'.", nameof(instanceId));
    }

    private async Task StartAsync(string name, string id, string? input, IReadOnlyList<RuntimeStatus> refused, CancellationToken cancellation)
    {
        using Activity? creation = EngineSpans.Create(name, id);
        DurableSpan? span = EngineSpans.Plan(creation);
        await WriteAsync(
            instances =>
            {
                instances.Start(name, id, input, span, refused);
                return true;
            },
            cancellation);
    }

    private static string After(string? continuationToken)
    {
        try
        {
            return continuationToken is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(continuationToken));
        }
        catch (FormatException error)
        {
            throw new ArgumentException("The continuation token isn't one that was handed out.", nameof(continuationToken), error);
        }
    }

    private Task<T> WriteAsync<T>(Func<InstanceWriter, T> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.WriteAsync(write => change(new InstanceWriter(write, signals, time.GetUtcNow())));
    }
}

using System.Diagnostics;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Engine.Management;

/// <inheritdoc/>
internal sealed class InstanceManagement(SqliteDatabase database, IEngineSignals signals, TimeProvider time, RewindPlanner rewinds) : IInstanceManagement
{
    private const int PurgeBatch = 100;

    public Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<HistoryEvent>>(database.Read(sql => InstanceRow.ById(sql, instanceId) is { } row
            ? [.. EpisodeTable.Read(sql, row.Key).SelectMany(static episode => episode)]
            : Array.Empty<HistoryEvent>()));
    }

    public Task<SteeringResult> RaiseEventAsync(string instanceId, string eventName, string? json, CancellationToken cancellationToken) =>
        WriteAsync(instances => instances.RaiseEvent(instanceId, eventName, json), cancellationToken);

    public Task<SteeringResult> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        WriteAsync(instances => instances.Terminate(instanceId, reason), cancellationToken);

    public Task<SteeringResult> SuspendAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        WriteAsync(instances => instances.Suspend(instanceId, reason), cancellationToken);

    public Task<SteeringResult> ResumeAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        WriteAsync(instances => instances.Resume(instanceId, reason), cancellationToken);

    public async Task<SteeringResult> RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (database.Read(sql => InstanceRow.ById(sql, instanceId)) is not { } row)
        {
            return SteeringResult.NotFound;
        }

        if (row.Status != RuntimeStatus.Failed)
        {
            return row.Status.IsTerminal() ? SteeringResult.Ended : SteeringResult.WrongState;
        }

        RewindPlan plan = rewinds.Plan(row);
        return await database.WriteAsync(write => new RewindCommit(write, signals, time.GetUtcNow(), reason).Run(plan))
            ? SteeringResult.Done
            : SteeringResult.WrongState;
    }

    public async Task<string?> RestartAsync(string instanceId, bool withNewId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (database.Read(sql => InstanceRow.ById(sql, instanceId)) is not { } row)
        {
            return null;
        }

        string id = withNewId ? Guid.NewGuid().ToString("N") : row.Id;
        using Activity? creation = EngineSpans.Create(row.Name, id);
        DurableSpan? span = EngineSpans.Plan(creation);
        await WriteAsync(
            instances =>
            {
                instances.Start(row.Name, id, row.Input, span, RuntimeStatuses.Live);
                return true;
            },
            cancellationToken);
        return id;
    }

    public async Task<int> PurgeAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken)
    {
        OrchestrationRuntimeStatus[] statuses = [.. RuntimeStatuses.Ended.Select(static status => status.ToPublic()).Where(status => filter.Statuses?.Any() != true || filter.Statuses.Contains(status))];
        OrchestrationQuery ended = new(filter.CreatedFrom, filter.CreatedTo, statuses);
        int purged = 0;
        if (statuses.Length == 0)
        {
            return purged;
        }

        // In batches, so that nobody waits long for the writer.
        while (database.Read(sql => InstanceList.Read(sql, ended, after: "", PurgeBatch)) is { Count: > 0 } batch)
        {
            purged += await WriteAsync(instances => batch.Sum(row => instances.Purge(row.Id)), cancellationToken);
        }

        return purged;
    }

    private Task<T> WriteAsync<T>(Func<InstanceWriter, T> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.WriteAsync(write => change(new InstanceWriter(write, signals, time.GetUtcNow())));
    }
}

using System.Diagnostics;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Management;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Engine;

/// <summary>The client of the embedded engine.</summary>
internal sealed class EmbeddedWorkflowClient(SqliteDatabase database, IEngineSignals signals, IInstanceManagement management, TimeProvider time) : IWorkflowClient
{
    private static readonly RuntimeStatus[] Ended = [.. Enum.GetValues<RuntimeStatus>().Where(status => status.IsTerminal())];

    public async Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken)
    {
        string? payload = Payload.Write(input);
        using Activity? creation = EngineSpans.Create(name, instanceId);
        DurableSpan? span = EngineSpans.Plan(creation);
        await WriteAsync(
            instances =>
            {
                instances.Start(name, instanceId, payload, span);
                return true;
            },
            cancellationToken);
    }

    public async Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        string? text = Payload.Write(payload);
        return await WriteAsync(instances => instances.RaiseEvent(instanceId, eventName, text), cancellationToken) == SteeringResult.Done;
    }

    public Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(database.Read(sql => InstanceRow.ById(sql, instanceId)?.ToSnapshot()));
    }

    public async Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken) =>
        await WriteAsync(instances => instances.Terminate(instanceId, reason), cancellationToken) == SteeringResult.Done;

    public Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken) =>
        WriteAsync(instances => instances.Purge(instanceId), cancellationToken);

    public async Task<int> PurgeEndedAsync(DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken)
    {
        InstanceQuery query = new() { CreatedTo = createdBefore, Statuses = Ended };
        int purged = 0;
        do
        {
            InstancePage page = await management.ListAsync(query, cancellationToken);
            foreach (InstanceSnapshot instance in page.Instances)
            {
                purged += await mayGo(instance.InstanceId, cancellationToken) ? await PurgeAsync(instance.InstanceId, cancellationToken) : 0;
            }

            query = query with { ContinuationToken = page.ContinuationToken };
        }
        while (query.ContinuationToken is not null);

        return purged;
    }

    private Task<T> WriteAsync<T>(Func<InstanceWriter, T> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return database.WriteAsync(write => change(new InstanceWriter(write, signals, time.GetUtcNow())));
    }
}

using DurableTask.Core.Exceptions;
using Erasure.Core.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Durable;

/// <summary>Durable Task's client as the product knows it.</summary>
internal sealed class DurableWorkflowClient(BoundClient bound) : IWorkflowClient
{
    private static readonly TimeSpan LongestTermination = TimeSpan.FromMinutes(1);

    // Without them, starting an id that runs would terminate and recreate it.
    private static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private DurableTaskClient Client => bound.Client;

    public async Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken)
    {
        if (!await TryScheduleAsync(name, instanceId, input, cancellationToken))
        {
            if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } existing && !FailedStatus.IsIn(existing.SerializedCustomStatus))
            {
                throw new InstanceAlreadyExistsException(instanceId);
            }

            await TerminateAsync(instanceId, "It has failed and is started again.", cancellationToken);
            if (!await TryScheduleAsync(name, instanceId, input, cancellationToken))
            {
                throw new InstanceAlreadyExistsException(instanceId);
            }
        }
    }

    public async Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(instanceId, cancellationToken))
        {
            return false;
        }

        await Client.RaiseEventAsync(instanceId, eventName, DurableValues.Write(payload), cancellationToken);
        return true;
    }

    public async Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) is { } found ? SnapshotOf(found) : null;

    /// <remarks>Durable Task terminates when it gets round to it; this waits for it, so that the id can be started or purged next.</remarks>
    public async Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(instanceId, cancellationToken))
        {
            return false;
        }

        await Client.TerminateInstanceAsync(instanceId, new TerminateInstanceOptions(reason, Recursive: true), cancellationToken);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestTermination);
        await Client.WaitForInstanceCompletionAsync(instanceId, patience.Token);
        return true;
    }

    /// <remarks>Azure's storage would forget one that runs too.</remarks>
    public async Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: true }
            ? (await Client.PurgeInstanceAsync(instanceId, new PurgeInstanceOptions(Recursive: true), cancellationToken)).PurgedInstanceCount
            : 0;

    public async Task<int> PurgeEndedAsync(DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken)
    {
        int purged = 0;
        await foreach (OrchestrationMetadata instance in Client.GetAllInstancesAsync(new OrchestrationQuery(CreatedTo: createdBefore, Statuses: Ended)).WithCancellation(cancellationToken))
        {
            purged += await mayGo(instance.InstanceId, cancellationToken) ? await PurgeAsync(instance.InstanceId, cancellationToken) : 0;
        }

        return purged;
    }

    private async Task<bool> TryScheduleAsync(string name, string instanceId, object? input, CancellationToken cancellationToken)
    {
        try
        {
            StartOrchestrationOptions options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Live);
            await Client.ScheduleNewOrchestrationInstanceAsync(name, DurableValues.Write(input), options, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    private async Task<bool> IsLiveAsync(string instanceId, CancellationToken cancellationToken) =>
        await Client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false };

    private static InstanceSnapshot SnapshotOf(OrchestrationMetadata instance)
    {
        bool hasFailed = FailedStatus.IsIn(instance.SerializedCustomStatus);
        return new InstanceSnapshot(
            instance.Name,
            instance.InstanceId,
            hasFailed && !instance.IsCompleted ? RuntimeStatus.Failed : Enum.Parse<RuntimeStatus>(instance.RuntimeStatus.ToString()),
            instance.CreatedAt,
            instance.LastUpdatedAt,
            instance.SerializedInput,
            instance.SerializedOutput,
            hasFailed ? null : instance.SerializedCustomStatus,
            instance.FailureDetails is { } failure ? DurableFailures.ToOurs(failure) : null);
    }
}

using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Durable;

/// <summary>Durable Task's client, as this house uses it on every host.</summary>
public static class DurableClients
{
    /// <summary>Why an instance was ended in whose place another begins: nobody decided that its work is over.</summary>
    public const string StartsAgain = "It is started again.";

    private const int MostStarts = 3;

    private static readonly TimeSpan LongestTermination = TimeSpan.FromMinutes(1);

    // Without them, starting an id that runs would terminate and recreate it on some hosts.
    private static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Starts an instance; durable when this returns.</summary>
    /// <returns>False where an instance of that id exists and hasn't ended.</returns>
    public static async Task<bool> TryScheduleAsync(this DurableTaskClient client, string name, string instanceId, object? input, CancellationToken cancellationToken)
    {
        for (int start = 0; start < MostStarts; start++)
        {
            if (await TryStartAsync(client, name, instanceId, input, cancellationToken))
            {
                return true;
            }

            // Since it was refused, it may have ended and be forgotten, and another may have begun in its place: only what is seen to have failed is ended.
            OrchestrationMetadata? existing = await client.FindAsync(instanceId, cancellationToken);
            if (existing?.Status() == OrchestrationRuntimeStatus.Failed)
            {
                await client.TryTerminateAsync(instanceId, StartsAgain, cancellationToken);
            }
            else if (existing is { IsCompleted: false })
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Raises an event; durable when this returns.</summary>
    /// <returns>False where there is no such instance or it has ended.</returns>
    public static async Task<bool> TryRaiseEventAsync(this DurableTaskClient client, string instanceId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(client, instanceId, cancellationToken))
        {
            return false;
        }

        try
        {
            await client.RaiseEventAsync(instanceId, eventName, payload, cancellationToken);
            return true;
        }
        catch (InvalidOperationException)
        {
            if (await IsLiveAsync(client, instanceId, cancellationToken))
            {
                throw;
            }

            return false;
        }
    }

    /// <summary>The instance as it stands, with its custom status; null where there is none.</summary>
    public static Task<OrchestrationMetadata?> FindAsync(this DurableTaskClient client, string instanceId, CancellationToken cancellationToken) =>
        client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);

    /// <summary>How an instance that was found stands: one whose orchestrator threw has failed, though children of it run or it was ended to be started again.</summary>
    public static OrchestrationRuntimeStatus Status(this OrchestrationMetadata instance) =>
        instance.IsToStartAgain() || (!instance.IsCompleted && FailedStatus.IsIn(instance.SerializedCustomStatus)) ? OrchestrationRuntimeStatus.Failed : instance.RuntimeStatus;

    /// <summary>It was ended for another to begin in its place, which hasn't begun yet.</summary>
    public static bool IsToStartAgain(this OrchestrationMetadata instance) =>
        instance is { RuntimeStatus: OrchestrationRuntimeStatus.Terminated, SerializedOutput: { } reason } && reason.Contains(StartsAgain, StringComparison.Ordinal);

    /// <summary>The instance has ended and won't go on by itself.</summary>
    public static bool IsTerminal(this OrchestrationRuntimeStatus status) => Ended.Contains(status);

    /// <summary>Ends an instance and its children without asking it, and waits for it, so that the id can be started or purged next.</summary>
    /// <returns>False where there is no such instance or it has ended.</returns>
    public static async Task<bool> TryTerminateAsync(this DurableTaskClient client, string instanceId, string? reason, CancellationToken cancellationToken)
    {
        if (!await IsLiveAsync(client, instanceId, cancellationToken))
        {
            return false;
        }

        await client.TerminateInstanceAsync(instanceId, new TerminateInstanceOptions(reason, Recursive: true), cancellationToken);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestTermination);
        try
        {
            await client.WaitForInstanceCompletionAsync(instanceId, patience.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Instance '{instanceId}' hasn't ended {LongestTermination.TotalSeconds:0} seconds after it was told to.", late);
        }

        return true;
    }

    /// <summary>Forgets an ended instance and its history, children included.</summary>
    /// <returns>How many instances were deleted; 0 where there is none or it hasn't ended.</returns>
    /// <remarks>Azure's storage would forget one that runs too.</remarks>
    public static async Task<int> TryPurgeAsync(this DurableTaskClient client, string instanceId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: true }
            ? (await client.PurgeInstanceAsync(instanceId, new PurgeInstanceOptions(Recursive: true), cancellationToken)).PurgedInstanceCount
            : 0;

    /// <summary>Forgets ended instances that were created before, and their histories, children included.</summary>
    /// <param name="client">The client.</param>
    /// <param name="createdBefore">Younger ones stay.</param>
    /// <param name="mayGo">Asked with the id of each: an ended instance may still be the only trace of something owed.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <returns>How many.</returns>
    public static async Task<int> PurgeEndedAsync(
        this DurableTaskClient client, DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken)
    {
        int purged = 0;
        await foreach (OrchestrationMetadata instance in client.GetAllInstancesAsync(new OrchestrationQuery(CreatedTo: createdBefore, Statuses: Ended)).WithCancellation(cancellationToken))
        {
            purged += await mayGo(instance.InstanceId, cancellationToken) ? await client.TryPurgeAsync(instance.InstanceId, cancellationToken) : 0;
        }

        return purged;
    }

    private static async Task<bool> TryStartAsync(DurableTaskClient client, string name, string instanceId, object? input, CancellationToken cancellationToken)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(instanceId).WithDedupeStatuses(Live), cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            return false;
        }
    }

    private static async Task<bool> IsLiveAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false };
}

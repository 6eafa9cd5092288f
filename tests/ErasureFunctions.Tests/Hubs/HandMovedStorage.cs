using System.Collections.Concurrent;
using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Erasure.Tests.Shared;
using ErasureFunctions.Tests.Engine;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>A hub in Azure's storage, by Microsoft's provider.</summary>
internal sealed class HandMovedStorage : IHandMovedHub
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, InstanceNotes> instances = new(StringComparer.OrdinalIgnoreCase);
    private readonly HeldTimers timers;
    private readonly ManualTimeProvider time;
    private readonly AzureStorage storage;
    private readonly string name;
    private readonly QueueClient[] queues;
    private AzureStorageOrchestrationService? service;
    private TaskHub? hub;
    private int underWay;
    private int moves;

    public HandMovedStorage(ManualTimeProvider time, AzureStorage storage, string name)
    {
        this.time = time;
        this.storage = storage;
        this.name = name;
        timers = new HeldTimers(time, Fire);
        queues = [storage.Queue($"{name}-workitems"), storage.Queue($"{name}-control-00")];
    }

    public long LargestHistory { get; private set; }

    public DateTimeOffset? NextTimerDue => timers.NextDue;

    public DateTimeOffset TimeOf(string instanceId, DateTime machineTime) => NotesOf(instanceId).TimeOf(machineTime);

    public DateTime MachineTimeOf(DateTimeOffset hand) => instances.Values.Select(notes => notes.MachineTimeOf(hand)).Append(DateTime.UnixEpoch).Max();

    public override string ToString() => $"{underWay} steps and activities under way";

    public async Task WhenIdleAsync()
    {
        while (!await IsIdleAsync())
        {
            await Task.Delay(LookInterval, TimeProvider.System);
        }
    }

    public bool Vanish(string instanceId)
    {
        timers.Drop(instanceId);
        instances.TryRemove(instanceId, out _);
        return service!.PurgeInstanceHistoryAsync(instanceId).GetAwaiter().GetResult().InstancesDeleted > 0;
    }

    public async Task<TaskHub> OpenAsync()
    {
        service = await storage.CreateAsync(name, TimeSpan.FromMilliseconds(20), partitions: 1);
        return hub = new TaskHub(SidecarService.Of(WatchedService.Of(service, this)), service);
    }

    public Task CloseAsync() => hub!.Service.StopAsync(isForced: true);

    /// <summary>A worker takes something off a queue; until <see cref="End"/> it may put something else onto another.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref underWay);
        Interlocked.Increment(ref moves);
    }

    /// <summary>It is done with that.</summary>
    public void End()
    {
        Interlocked.Increment(ref moves);
        Interlocked.Decrement(ref underWay);
    }

    /// <summary>A step begins.</summary>
    public void Note(string instanceId) => NotesOf(instanceId).Note(MachineTime, time.GetUtcNow());

    /// <summary>A step has ended: its timers are held here, since those of the service would wait for the machine's clock.</summary>
    public void Hold(string instanceId, OrchestrationRuntimeState state, IEnumerable<TaskMessage> set)
    {
        lock (gate)
        {
            LargestHistory = Math.Max(LargestHistory, state.Events.Count);
        }

        DateTime began = state.NewEvents.OfType<OrchestratorStartedEvent>().Last().Timestamp;
        foreach (TaskMessage timer in set)
        {
            timers.Hold(timer, TimeOf(instanceId, began) + (((TimerFiredEvent)timer.Event).FireAt - began));
        }

        if (state.OrchestrationStatus.IsOver())
        {
            timers.Drop(instanceId);
        }
    }

    private static DateTime MachineTime => TimeProvider.System.GetUtcNow().UtcDateTime;

    private InstanceNotes NotesOf(string instanceId) => instances.GetOrAdd(instanceId, _ =>
    {
        InstanceNotes notes = new();
        notes.Note(MachineTime, time.GetUtcNow());
        return notes;
    });

    /// <summary>A message stays on its queue until what follows from it is on another. Where nothing was taken or put while they were counted, all were empty at once.</summary>
    private async Task<bool> IsIdleAsync()
    {
        int before = Volatile.Read(ref moves);
        if (Volatile.Read(ref underWay) > 0)
        {
            return false;
        }

        foreach (QueueClient queue in queues)
        {
            if ((await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
            {
                return false;
            }
        }

        return Volatile.Read(ref moves) == before;
    }

    private void Fire(TaskMessage message)
    {
        Begin();
        _ = FireAsync(message);
    }

    private async Task FireAsync(TaskMessage message)
    {
        try
        {
            await service!.SendTaskOrchestrationMessageAsync(message);
        }
        finally
        {
            End();
        }
    }
}

using System.Collections.Concurrent;
using DurableTask.Core;
using DurableTask.Core.History;
using Erasure.Tests.Shared;
using ErasureFunctions.Tests.Hubs;
using Microsoft.DurableTask.Testing.Sidecar;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Durable Task's own in-memory service, by the clock that a test moves.</summary>
internal sealed class HandMovedService : UnboundedService, IHandMovedHub, IOrchestrationService, IOrchestrationServiceClient, IOrchestrationServicePurgeClient
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, InstanceNotes> instances = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TaskOrchestrationWorkItem> steps = [];
    private readonly List<TaskActivityWorkItem> activities = [];
    private readonly ManualTimeProvider time;
    private readonly HeldTimers timers;
    private TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int messages;
    private int scheduledActivities;

    public HandMovedService(ManualTimeProvider time)
    {
        this.time = time;
        timers = new HeldTimers(time, Fire);
    }

    public long LargestHistory { get; private set; }

    public DateTimeOffset? NextTimerDue => timers.NextDue;

    public DateTimeOffset TimeOf(string instanceId, DateTime machineTime) => NotesOf(instanceId).TimeOf(machineTime);

    public DateTime MachineTimeOf(DateTimeOffset hand) => instances.Values.Select(notes => notes.MachineTimeOf(hand)).Append(DateTime.UnixEpoch).Max();

    public Task WhenIdleAsync()
    {
        lock (gate)
        {
            return IsIdle ? Task.CompletedTask : idle.Task;
        }
    }

    public override string ToString() => $"{messages} messages, {scheduledActivities} activities to begin, {steps.Count} steps and {activities.Count} activities under way";

    public Task<TaskHub> OpenAsync() => Task.FromResult(new TaskHub(this, this));

    public Task CloseAsync()
    {
        lock (gate)
        {
            foreach (TaskOrchestrationWorkItem step in steps.ToArray())
            {
                messages += step.NewMessages.Count(message => NotesOf(message).Accepts(message));
                _ = AbandonTaskOrchestrationWorkItemAsync(step);
                _ = ReleaseTaskOrchestrationWorkItemAsync(step);
            }

            foreach (TaskActivityWorkItem activity in activities.ToArray())
            {
                scheduledActivities++;
                _ = AbandonTaskActivityWorkItemAsync(activity);
            }

            steps.Clear();
            activities.Clear();
        }

        return Task.CompletedTask;
    }

    public bool Vanish(string instanceId)
    {
        lock (gate)
        {
            if (GetOrchestrationStateAsync(instanceId, executionId: null).Result is not { } state)
            {
                return false;
            }

            // Purging by its id would ask whether it has ended.
            _ = PurgeInstanceStateAsync(new PurgeInstanceFilter(state.CreatedTime, state.CreatedTime, runtimeStatus: null));
            timers.Drop(instanceId);
            instances.TryRemove(instanceId, out _);
            return true;
        }
    }

    async Task<TaskOrchestrationWorkItem> IOrchestrationService.LockNextTaskOrchestrationWorkItemAsync(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskOrchestrationWorkItem step = await LockNextTaskOrchestrationWorkItemAsync(receiveTimeout, cancellationToken);
            lock (gate)
            {
                messages -= step.NewMessages.Count;
                if (!step.IsForNobody())
                {
                    steps.Add(step);
                    NotesOf(step.InstanceId).Note(MachineTime, time.GetUtcNow());
                    return step;
                }

                _ = ReleaseTaskOrchestrationWorkItemAsync(step);
                TellWhenIdle();
            }
        }
    }

    Task IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage continuedAsNewMessage,
        OrchestrationState orchestrationState)
    {
        lock (gate)
        {
            InstanceNotes notes = NotesOf(workItem.InstanceId);
            notes.ExecutionId = newOrchestrationRuntimeState.OrchestrationInstance!.ExecutionId;
            messages += orchestratorMessages.Count(message => NotesOf(message).Accepts(message));
            notes.IsOver = newOrchestrationRuntimeState.OrchestrationStatus.IsOver();
            scheduledActivities += outboundMessages.Count;
            LargestHistory = Math.Max(LargestHistory, newOrchestrationRuntimeState.Events.Count);
            Task completed = CompleteTaskOrchestrationWorkItemAsync(
                workItem, newOrchestrationRuntimeState, outboundMessages, orchestratorMessages, [], continuedAsNewMessage, orchestrationState);
            DateTime began = newOrchestrationRuntimeState.NewEvents.OfType<OrchestratorStartedEvent>().Last().Timestamp;
            foreach (TaskMessage timer in timerMessages)
            {
                timers.Hold(timer, notes.TimeOf(began) + (((TimerFiredEvent)timer.Event).FireAt - began));
            }

            if (notes.IsOver)
            {
                timers.Drop(workItem.InstanceId);
            }

            return completed;
        }
    }

    Task IOrchestrationService.ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        lock (gate)
        {
            if (steps.Remove(workItem))
            {
                _ = ReleaseTaskOrchestrationWorkItemAsync(workItem);
                TellWhenIdle();
            }

            return Task.CompletedTask;
        }
    }

    async Task<TaskActivityWorkItem> IOrchestrationService.LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        TaskActivityWorkItem activity = await LockNextTaskActivityWorkItem(receiveTimeout, cancellationToken);
        lock (gate)
        {
            activities.Add(activity);
            scheduledActivities--;
        }

        return activity;
    }

    Task IOrchestrationService.CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        lock (gate)
        {
            if (activities.Remove(workItem))
            {
                Add(responseMessage);
                TellWhenIdle();
            }

            return Task.CompletedTask;
        }
    }

    Task IOrchestrationServiceClient.CreateTaskOrchestrationAsync(TaskMessage creationMessage) =>
        ((IOrchestrationServiceClient)this).CreateTaskOrchestrationAsync(creationMessage, dedupeStatuses: null!);

    async Task IOrchestrationServiceClient.CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[] dedupeStatuses)
    {
        Task created;
        lock (gate)
        {
            InstanceNotes notes = NotesOf(creationMessage);
            created = CreateTaskOrchestrationAsync(creationMessage, dedupeStatuses);
            if (created.IsCompletedSuccessfully && notes.Accepts(creationMessage))
            {
                notes.Note(MachineTime, time.GetUtcNow());
                messages++;
            }
        }

        await created;
    }

    Task IOrchestrationServiceClient.SendTaskOrchestrationMessageAsync(TaskMessage message)
    {
        lock (gate)
        {
            Add(message);
            TellWhenIdle();
            return Task.CompletedTask;
        }
    }

    Task IOrchestrationServiceClient.ForceTerminateTaskOrchestrationAsync(string instanceId, string reason) =>
        ((IOrchestrationServiceClient)this).SendTaskOrchestrationMessageAsync(new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = instanceId },
            Event = new ExecutionTerminatedEvent(-1, reason),
        });

    async Task<PurgeResult> IOrchestrationServicePurgeClient.PurgeInstanceStateAsync(string instanceId)
    {
        PurgeResult purged = await PurgeInstanceStateAsync(instanceId);
        if (purged.DeletedInstanceCount > 0)
        {
            instances.TryRemove(instanceId, out _);
        }

        return purged;
    }

    private static DateTime MachineTime => TimeProvider.System.GetUtcNow().UtcDateTime;

    private bool IsIdle => messages == 0 && scheduledActivities == 0 && steps.Count == 0 && activities.Count == 0;

    private InstanceNotes NotesOf(string instanceId) => instances.GetOrAdd(instanceId, static _ => new InstanceNotes());

    private InstanceNotes NotesOf(TaskMessage message)
    {
        InstanceNotes notes = NotesOf(message.OrchestrationInstance.InstanceId);
        notes.ExecutionId ??= message.OrchestrationInstance.ExecutionId;
        return notes;
    }

    private void Add(TaskMessage message)
    {
        messages += NotesOf(message).Accepts(message) ? 1 : 0;
        _ = SendTaskOrchestrationMessageAsync(message);
    }

    private void TellWhenIdle()
    {
        if (IsIdle)
        {
            idle.TrySetResult();
            idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private void Fire(TaskMessage message)
    {
        lock (gate)
        {
            Add(message);
        }
    }
}

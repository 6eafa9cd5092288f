using System.Reflection;
using DurableTask.Core;
using DurableTask.Core.History;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>A service of Microsoft's as Durable Task's test sidecar needs it.</summary>
/// <remarks>
/// It gets histories in the types that it can store: the sidecar's own ones, and the tags as gRPC brings them, are known to the sidecar alone.
/// And it is stopped once, whoever asks: the sidecar does, without waiting for it, and who owns the storage does before it goes. Azure's provider tells
/// the second that it has stopped while it still gives up its partitions, and ends the process ten minutes later where the storage is gone by then.
/// </remarks>
internal class SidecarService : DispatchProxy
{
    private readonly Lock gate = new();
    private IOrchestrationService? inner;
    private Task? stopped;

    public static IOrchestrationService Of(IOrchestrationService inner)
    {
        IOrchestrationService proxy = Create<IOrchestrationService, SidecarService>();
        ((SidecarService)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IOrchestrationService.StopAsync):
                lock (gate)
                {
                    return stopped ??= inner!.StopAsync(isForced: true);
                }

            case nameof(IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync):
                MakeStorable((OrchestrationRuntimeState)args![1]!);
                foreach (TaskMessage message in args[2..5].OfType<IList<TaskMessage>>().SelectMany(static messages => messages))
                {
                    message.Event = Storable(message.Event);
                }

                break;
        }

        return targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
    }

    private static void MakeStorable(OrchestrationRuntimeState state)
    {
        for (int i = 0; i < state.NewEvents.Count; i++)
        {
            state.NewEvents[i] = Storable(state.NewEvents[i]);
        }
    }

    private static HistoryEvent Storable(HistoryEvent kept)
    {
        switch (kept)
        {
            case ExecutionStartedEvent { Tags: { } tags } started:
                started.Tags = new Dictionary<string, string>(tags, StringComparer.Ordinal);
                return started;
            case TaskScheduledEvent { Tags: { } tags } scheduled:
                scheduled.Tags = new Dictionary<string, string>(tags, StringComparer.Ordinal);
                return scheduled;
            case SubOrchestrationInstanceCreatedEvent created when created.GetType() != typeof(SubOrchestrationInstanceCreatedEvent):
                return new SubOrchestrationInstanceCreatedEvent(created.EventId)
                {
                    Name = created.Name,
                    Version = created.Version,
                    InstanceId = created.InstanceId,
                    Input = created.Input,
                    ClientSpanId = created.ClientSpanId,
                    Timestamp = created.Timestamp,
                    IsPlayed = created.IsPlayed,
                };
            default:
                return kept;
        }
    }
}

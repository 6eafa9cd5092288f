using System.Reflection;
using DurableTask.Core;
using DurableTask.Core.History;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>A service of Microsoft's that gets histories in the types that it can store: the test sidecar's own ones, and the tags as gRPC brings them, are known to the sidecar alone.</summary>
internal class StorableHistory : DispatchProxy
{
    private IOrchestrationService? inner;

    public static IOrchestrationService Of(IOrchestrationService inner)
    {
        IOrchestrationService proxy = Create<IOrchestrationService, StorableHistory>();
        ((StorableHistory)proxy).inner = inner;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync))
        {
            MakeStorable((OrchestrationRuntimeState)args![1]!);
            foreach (TaskMessage message in args[2..5].OfType<IList<TaskMessage>>().SelectMany(static messages => messages))
            {
                message.Event = Storable(message.Event);
            }
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

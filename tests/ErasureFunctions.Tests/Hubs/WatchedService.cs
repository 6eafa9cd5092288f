using System.Reflection;
using DurableTask.Core;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>A service of Microsoft's whose work a <see cref="HandMovedStorage"/> is told of.</summary>
internal class WatchedService : DispatchProxy
{
    private IOrchestrationService? inner;
    private HandMovedStorage? hub;

    public static IOrchestrationService Of(IOrchestrationService inner, HandMovedStorage hub)
    {
        IOrchestrationService proxy = Create<IOrchestrationService, WatchedService>();
        ((WatchedService)proxy).inner = inner;
        ((WatchedService)proxy).hub = hub;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        switch (targetMethod!.Name)
        {
            case nameof(IOrchestrationService.LockNextTaskOrchestrationWorkItemAsync):
                return LockAsync((Task<TaskOrchestrationWorkItem>)InvokeInner(targetMethod, args)!);
            case nameof(IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync):
                IList<TaskMessage> timers = (IList<TaskMessage>)args![4]!;
                args[4] = new List<TaskMessage>();
                return CompleteAsync((Task)InvokeInner(targetMethod, args)!, (TaskOrchestrationWorkItem)args[0]!, (OrchestrationRuntimeState)args[1]!, timers);
            case nameof(IOrchestrationService.LockNextTaskActivityWorkItem):
                return LockAsync((Task<TaskActivityWorkItem>)InvokeInner(targetMethod, args)!);
            case nameof(IOrchestrationService.ReleaseTaskOrchestrationWorkItemAsync):
            case nameof(IOrchestrationService.CompleteTaskActivityWorkItemAsync):
            case nameof(IOrchestrationService.AbandonTaskActivityWorkItemAsync):
                return EndAsync((Task)InvokeInner(targetMethod, args)!);
            default:
                return InvokeInner(targetMethod, args);
        }
    }

    private object? InvokeInner(MethodInfo method, object?[]? args) => method.Invoke(inner, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);

    private async Task<TaskOrchestrationWorkItem> LockAsync(Task<TaskOrchestrationWorkItem> locking)
    {
        TaskOrchestrationWorkItem step = await locking;
        if (step is not null)
        {
            hub!.Begin();
            hub.Note(step.InstanceId);
        }

        return step!;
    }

    private async Task<TaskActivityWorkItem> LockAsync(Task<TaskActivityWorkItem> locking)
    {
        TaskActivityWorkItem activity = await locking;
        if (activity is not null)
        {
            hub!.Begin();
        }

        return activity!;
    }

    private async Task CompleteAsync(Task completing, TaskOrchestrationWorkItem step, OrchestrationRuntimeState state, IList<TaskMessage> timers)
    {
        await completing;
        hub!.Hold(step.InstanceId, state, timers);
    }

    private async Task EndAsync(Task ending)
    {
        try
        {
            await ending;
        }
        finally
        {
            hub!.End();
        }
    }
}

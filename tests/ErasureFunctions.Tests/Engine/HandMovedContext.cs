using ErasureFunctions.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Durable Task's context, but for the time, which is that of the clock moved by hand, and for failures, which are as they were before the app passed them on.</summary>
internal sealed class HandMovedContext(TaskOrchestrationContext inner, IHandMovedHub hub, ILoggerFactory loggers) : TaskOrchestrationContext
{
    public override TaskName Name => inner.Name;

    public override string InstanceId => inner.InstanceId;

    public override ParentOrchestrationInstance? Parent => inner.Parent;

    public override DateTime CurrentUtcDateTime => hub.TimeOf(inner.InstanceId, inner.CurrentUtcDateTime).UtcDateTime;

    public override bool IsReplaying => inner.IsReplaying;

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T GetInput<T>() => inner.GetInput<T>()!;

    public override Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null) =>
        ReadAsync(inner.CallActivityAsync<TResult>(name, input, options));

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        ReadAsync(inner.CallSubOrchestratorAsync<TResult>(orchestratorName, input, options));

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        inner.CreateTimer(inner.CurrentUtcDateTime + (fireAt - CurrentUtcDateTime), cancellationToken);

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) =>
        inner.WaitForExternalEvent<T>(eventName, cancellationToken);

    public override void SendEvent(string instanceId, string eventName, object payload) => inner.SendEvent(instanceId, eventName, payload);

    public override void SetCustomStatus(object? customStatus) => inner.SetCustomStatus(customStatus);

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        inner.ContinueAsNew(newInput, preserveUnprocessedEvents);

    public override Guid NewGuid() => inner.NewGuid();

    private static async Task<T> ReadAsync<T>(Task<T> task)
    {
        try
        {
            return await task;
        }
        catch (TaskFailedException failed)
        {
            throw new TaskFailedException(failed.TaskName, failed.TaskId, TaskFault.Read(failed.FailureDetails)!);
        }
    }
}

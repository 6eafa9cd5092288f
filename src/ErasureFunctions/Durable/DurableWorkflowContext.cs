using System.Text.Json;
using Erasure.Core.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using RetryPolicy = Erasure.Core.Durable.RetryPolicy;

namespace ErasureFunctions.Durable;

/// <summary>Durable Task's context as our workflows know it. Values travel as JSON that we write and read ourselves, so that no converter of the host changes them.</summary>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext inner) : IWorkflowContext
{
    public string Name => inner.Name;

    public string InstanceId => inner.InstanceId;

    public string? ParentInstanceId => inner.Parent?.InstanceId;

    public DateTimeOffset CurrentUtcDateTime => new(DateTime.SpecifyKind(inner.CurrentUtcDateTime, DateTimeKind.Utc));

    public bool IsReplaying => inner.IsReplaying;

    public Task<TOutput> CallActivityAsync<TOutput>(string name, object? input = null, RetryPolicy? retry = null) =>
        AwaitAsync<TOutput>(inner.CallActivityAsync<JsonElement?>(name, DurableValues.Write(input), new TaskOptions(RetryOptionsOf(retry))));

    public Task<TOutput> CallSubOrchestratorAsync<TOutput>(string name, object? input = null, string? instanceId = null, RetryPolicy? retry = null) =>
        AwaitAsync<TOutput>(inner.CallSubOrchestratorAsync<JsonElement?>(
            name, DurableValues.Write(input), new SubOrchestrationOptions(RetryOptionsOf(retry), instanceId)));

    public Task CreateTimer(DateTimeOffset fireAt, CancellationToken cancellationToken) => inner.CreateTimer(fireAt.UtcDateTime, cancellationToken);

    public async Task<TEvent> WaitForExternalEvent<TEvent>(string eventName, CancellationToken cancellationToken = default) =>
        DurableValues.Read<TEvent>(await inner.WaitForExternalEvent<JsonElement?>(eventName, cancellationToken));

    public void SendEvent(string instanceId, string eventName, object? payload) => inner.SendEvent(instanceId, eventName, DurableValues.Write(payload)!);

    public void SetCustomStatus(object? status) => inner.SetCustomStatus(DurableValues.Parse(Payload.WriteCustomStatus(status)));

    public void ContinueAsNew(object? newInput, bool preserveUnprocessedEvents = true) =>
        inner.ContinueAsNew(DurableValues.Write(newInput), preserveUnprocessedEvents);

    public Guid NewGuid() => inner.NewGuid();

    public ILogger CreateReplaySafeLogger(string categoryName) => inner.CreateReplaySafeLogger(categoryName);

    private static async Task<TOutput> AwaitAsync<TOutput>(Task<JsonElement?> task)
    {
        try
        {
            return DurableValues.Read<TOutput>(await task);
        }
        catch (Microsoft.DurableTask.TaskFailedException failed)
        {
            throw DurableFailures.ToOurs(failed);
        }
    }

    private static TaskRetryOptions? RetryOptionsOf(RetryPolicy? retry) => retry is null
        ? null
        : TaskRetryOptions.FromRetryPolicy(new Microsoft.DurableTask.RetryPolicy(
            retry.MaxNumberOfAttempts, retry.FirstRetryInterval, retry.BackoffCoefficient, retry.MaxRetryInterval, retry.RetryTimeout));
}

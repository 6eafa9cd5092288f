using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Orchestration;
using Microsoft.DurableTask;

namespace ErasureFunctions.Durable;

/// <summary>Runs orchestrators and activities for the functions that are triggered by their names, so that nothing gets into a history that mustn't.</summary>
public sealed class TaskRunner(ActivityGate gate)
{
    /// <summary>Runs an orchestrator, up to where it waits.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Functions are handed both halves alike.")]
    public async Task<object?> RunAsync(ITaskOrchestrator workflow, TaskOrchestrationContext context, JsonElement input)
    {
        try
        {
            return await workflow.RunAsync(context, Read(input, workflow.InputType));
        }
        catch (Exception error)
        {
            context.SetCustomStatus(FailedStatus.Value);
            throw TaskFault.Of(error);
        }
    }

    /// <summary>Runs an activity, when it is its turn.</summary>
    public async Task<object?> RunAsync(Func<IServiceProvider, ITaskActivity> make, HostedActivityContext context, JsonElement input, IServiceProvider services)
    {
        try
        {
            ITaskActivity activity = make(services);
            using IDisposable turn = await gate.EnterAsync(context.Name, context.Stopping);
            using IDisposable? told = ActivityScope.Begin(services, context);
            return await activity.RunAsync(context, Read(input, activity.InputType));
        }
        catch (Exception error)
        {
            // Where the process ends it runs again, and what it threw is nobody's news.
            throw context.Stopping.IsCancellationRequested ? new OperationCanceledException(context.Stopping) : TaskFault.Of(error);
        }
    }

    private static object? Read(JsonElement input, Type type) =>
        input.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : input.Deserialize(type, DurableJson.Options);
}

using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Tests.Shared.Engine;

/// <summary>Orchestrators and activities written as lambdas.</summary>
internal static class FunctionTasks
{
    public static DurableTaskRegistry Orchestrator<TInput, TOutput>(this DurableTaskRegistry tasks, string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run) =>
        tasks.AddOrchestratorFunc<TInput, TOutput>(name, (context, input) => run(context, input));

    public static DurableTaskRegistry Activity<TInput, TOutput>(this DurableTaskRegistry tasks, string name, Func<TInput, CancellationToken, Task<TOutput>> run) =>
        tasks.AddActivityFunc<TInput, TOutput>(name, (context, input) => run(input, context.Stopping()));

    public static DurableTaskRegistry Activity<TInput, TOutput>(this DurableTaskRegistry tasks, string name, Func<TInput, TOutput> run) =>
        tasks.Activity<TInput, TOutput>(name, (input, _) => Task.FromResult(run(input)));
}

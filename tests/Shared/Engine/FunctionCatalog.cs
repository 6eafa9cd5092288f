using System.Text.Json;
using Erasure.Core.Durable;

namespace Erasure.Tests.Shared.Engine;

/// <summary>Workflows and activities written as lambdas.</summary>
internal static class FunctionCatalog
{
    public static WorkflowCatalog Workflow<TInput, TOutput>(this WorkflowCatalog catalog, string name, Func<IWorkflowContext, TInput, Task<TOutput>> run)
    {
        ((Dictionary<string, WorkflowEntry>)catalog.Workflows).Add(name, new WorkflowEntry(
            name, typeof(TInput), typeof(TOutput), async (context, input, json) => await run(context, Read<TInput>(input, json))));
        return catalog;
    }

    public static WorkflowCatalog Activity<TInput, TOutput>(this WorkflowCatalog catalog, string name, Func<TInput, CancellationToken, Task<TOutput>> run)
    {
        ((Dictionary<string, ActivityEntry>)catalog.Activities).Add(name, new ActivityEntry(
            name,
            typeof(object),
            typeof(TInput),
            typeof(TOutput),
            async (_, _, input, json, cancellationToken) => await run(Read<TInput>(input, json), cancellationToken)));
        return catalog;
    }

    public static WorkflowCatalog Activity<TInput, TOutput>(this WorkflowCatalog catalog, string name, Func<TInput, TOutput> run) =>
        catalog.Activity<TInput, TOutput>(name, (input, _) => Task.FromResult(run(input)));

    private static T Read<T>(string? text, JsonSerializerOptions json) => text is null ? default! : JsonSerializer.Deserialize<T>(text, json)!;
}

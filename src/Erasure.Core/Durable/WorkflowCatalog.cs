using System.Text.Json;
using Erasure.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Durable;

/// <summary>Every workflow and activity of the product: the one list that each host registers from. A name is its class's name.</summary>
public sealed class WorkflowCatalog
{
    private readonly Dictionary<string, WorkflowEntry> workflows = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityEntry> activities = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The workflows, by name.</summary>
    public IReadOnlyDictionary<string, WorkflowEntry> Workflows => workflows;

    /// <summary>The activities, by name.</summary>
    public IReadOnlyDictionary<string, ActivityEntry> Activities => activities;

    /// <summary>Adds a workflow.</summary>
    public WorkflowCatalog AddWorkflow<TWorkflow, TInput, TOutput>()
        where TWorkflow : Workflow<TInput, TOutput>, new()
    {
        string name = typeof(TWorkflow).Name;
        workflows.Add(name, new WorkflowEntry(
            name,
            typeof(TInput),
            typeof(TOutput),
            async (context, input, json) => await new TWorkflow().RunAsync(context, Deserialize<TInput>(input, json))));
        return this;
    }

    /// <summary>Adds an activity.</summary>
    public WorkflowCatalog AddActivity<TActivity, TInput, TOutput>()
        where TActivity : Activity<TInput, TOutput>
    {
        string name = typeof(TActivity).Name;
        activities.Add(name, new ActivityEntry(
            name,
            typeof(TActivity),
            typeof(TInput),
            typeof(TOutput),
            async (services, context, input, json, cancellationToken) =>
            {
                using IDisposable? scope = ActivityScope.Begin(services, context);
                return await ActivatorUtilities.GetServiceOrCreateInstance<TActivity>(services)
                    .RunAsync(context, Deserialize<TInput>(input, json), cancellationToken);
            }));
        return this;
    }

    private static T Deserialize<T>(string? text, JsonSerializerOptions json) =>
        text is null ? default! : JsonSerializer.Deserialize<T>(text, json)!;
}

/// <summary>A workflow and how to run it on a JSON input.</summary>
public sealed record WorkflowEntry(
    string Name,
    Type Input,
    Type Output,
    Func<IWorkflowContext, string?, JsonSerializerOptions, Task<object?>> RunAsync);

/// <summary>An activity and how to run it on a JSON input.</summary>
public sealed record ActivityEntry(
    string Name,
    Type Implementation,
    Type Input,
    Type Output,
    Func<IServiceProvider, ActivityContext, string?, JsonSerializerOptions, CancellationToken, Task<object?>> RunAsync);

using System.Text.Json;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ErasureFunctions.Functions;

/// <summary>A function for each workflow of the catalog; the name is the workflow's.</summary>
public sealed class WorkflowFunctions(CatalogRunner runner)
{
    [Function("EraseSubject")]
    public Task<JsonElement?> EraseSubject([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("EraseInDomain")]
    public Task<JsonElement?> EraseInDomain([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("RunDeletionJob")]
    public Task<JsonElement?> RunDeletionJob([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("RunObjectBatch")]
    public Task<JsonElement?> RunObjectBatch([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("PlanByListing")]
    public Task<JsonElement?> PlanByListing([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("FindByQueries")]
    public Task<JsonElement?> FindByQueries([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    [Function("ResumeMatches")]
    public Task<JsonElement?> ResumeMatches([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(context);

    private Task<JsonElement?> RunAsync(TaskOrchestrationContext context) => runner.RunWorkflowAsync(context, context.GetInput<JsonElement>());
}

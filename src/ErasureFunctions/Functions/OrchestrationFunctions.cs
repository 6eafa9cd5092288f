using System.Text.Json;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ErasureFunctions.Functions;

/// <summary>A function for each orchestrator, by its name.</summary>
public sealed class OrchestrationFunctions(TaskRunner runner)
{
    [Function("EraseSubject")]
    public Task<object?> EraseSubject([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new EraseSubject(), context);

    [Function("EraseInDomain")]
    public Task<object?> EraseInDomain([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new EraseInDomain(), context);

    [Function("RunDeletionJob")]
    public Task<object?> RunDeletionJob([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new RunDeletionJob(), context);

    [Function("RunObjectBatch")]
    public Task<object?> RunObjectBatch([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new RunObjectBatch(), context);

    [Function("PlanByListing")]
    public Task<object?> PlanByListing([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new PlanByListing(), context);

    [Function("FindByQueries")]
    public Task<object?> FindByQueries([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new FindByQueries(), context);

    [Function("ResumeMatches")]
    public Task<object?> ResumeMatches([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new ResumeMatches(), context);

    [Function("TellErasures")]
    public Task<object?> TellErasures([OrchestrationTrigger] TaskOrchestrationContext context) => RunAsync(new TellErasures(), context);

    private Task<object?> RunAsync(ITaskOrchestrator workflow, TaskOrchestrationContext context) => runner.RunAsync(workflow, context, context.GetInput<JsonElement>());
}

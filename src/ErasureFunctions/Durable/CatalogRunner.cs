using System.Text.Json;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace ErasureFunctions.Durable;

/// <summary>Runs the catalog's workflows and activities for whoever triggers them by name.</summary>
public sealed class CatalogRunner(WorkflowCatalog catalog, ActivityGate gate)
{
    public async Task<JsonElement?> RunWorkflowAsync(TaskOrchestrationContext context, JsonElement? input)
    {
        try
        {
            WorkflowEntry workflow = catalog.Workflows[context.Name];
            return DurableValues.Write(await workflow.RunAsync(new DurableWorkflowContext(context), input?.GetRawText(), DurableJson.Options));
        }
        catch (Exception error)
        {
            context.SetCustomStatus(FailedStatus.Value);
            throw DurableFailures.ToTheirs(error);
        }
    }

    public async Task<JsonElement?> RunActivityAsync(ActivityContext context, JsonElement? input, IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            ActivityEntry activity = catalog.Activities[context.Name];
            using IDisposable turn = await gate.EnterAsync(context.Name, cancellationToken);
            return DurableValues.Write(await activity.RunAsync(services, context, input?.GetRawText(), DurableJson.Options, cancellationToken));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw DurableFailures.ToTheirs(error);
        }
    }
}

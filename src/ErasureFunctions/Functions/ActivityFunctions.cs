using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Durable;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Functions;

/// <summary>A function for each activity of the catalog; the name is the activity's.</summary>
public sealed class ActivityFunctions(CatalogRunner runner, BoundClient bound)
{
    [Function("BeginErasure")]
    public Task<JsonElement?> BeginErasure([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("AskDomain")]
    public Task<JsonElement?> AskDomain([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("RecordDomain")]
    public Task<JsonElement?> RecordDomain([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("RecordErasure")]
    public Task<JsonElement?> RecordErasure([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("ExtendErasure")]
    public Task<JsonElement?> ExtendErasure([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("EndErasure")]
    public Task<JsonElement?> EndErasure([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("DrainOutbox")]
    public Task<JsonElement?> DrainOutbox([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("DestroyIdentifiers")]
    public Task<JsonElement?> DestroyIdentifiers([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("BeginJob")]
    public Task<JsonElement?> BeginJob([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("GatherMatches")]
    public Task<JsonElement?> GatherMatches([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("PlanMapper")]
    public Task<JsonElement?> PlanMapper([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("FailMapper")]
    public Task<JsonElement?> FailMapper([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("ListObjects")]
    public Task<JsonElement?> ListObjects([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("RecordJobEvent")]
    public Task<JsonElement?> RecordJobEvent([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("FindInObject")]
    public Task<JsonElement?> FindInObject([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("ForgetInObject")]
    public Task<JsonElement?> ForgetInObject([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("VerifyObject")]
    public Task<JsonElement?> VerifyObject([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("TallyObjects")]
    public Task<JsonElement?> TallyObjects([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("ConcludeJob")]
    public Task<JsonElement?> ConcludeJob([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("SettleMatches")]
    public Task<JsonElement?> SettleMatches([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("DropObjects")]
    public Task<JsonElement?> DropObjects([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("EndJob")]
    public Task<JsonElement?> EndJob([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("PrepareQueries")]
    public Task<JsonElement?> PrepareQueries([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("AdvanceQueries")]
    public Task<JsonElement?> AdvanceQueries([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("EndQueries")]
    public Task<JsonElement?> EndQueries([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    [Function("ResumePage")]
    public Task<JsonElement?> ResumePage([ActivityTrigger] JsonNode? input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync(input, client, context);

    private Task<JsonElement?> RunAsync(JsonNode? input, DurableTaskClient client, FunctionContext context)
    {
        bound.Bind(client);
        string instanceId = context.BindingContext.BindingData.TryGetValue("instanceId", out object? id) ? id as string ?? "" : "";
        return runner.RunActivityAsync(
            new ActivityContext(context.FunctionDefinition.Name, instanceId), DurableValues.Write(input), context.InstanceServices, context.CancellationToken);
    }
}

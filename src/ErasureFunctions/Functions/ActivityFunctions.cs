using System.Text.Json;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Functions;

/// <summary>A function for each activity, by its name; those that start or steer orchestrations bind the client.</summary>
public sealed class ActivityFunctions(TaskRunner runner, BoundClient bound)
{
    [Function("BeginErasure")]
    public Task<object?> BeginErasure([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<BeginErasure>(input, context);

    [Function("AskDomain")]
    public Task<object?> AskDomain([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<AskDomain>(input, context, client);

    [Function("FindPart")]
    public Task<object?> FindPart([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<FindPart>(input, context, client);

    [Function("RecordDomain")]
    public Task<object?> RecordDomain([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<RecordDomain>(input, context);

    [Function("RecordErasure")]
    public Task<object?> RecordErasure([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<RecordErasure>(input, context);

    [Function("ExtendErasure")]
    public Task<object?> ExtendErasure([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<ExtendErasure>(input, context);

    [Function("EndErasure")]
    public Task<object?> EndErasure([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<EndErasure>(input, context);

    [Function("DrainOutbox")]
    public Task<object?> DrainOutbox([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<DrainOutbox>(input, context);

    [Function("DestroyIdentifiers")]
    public Task<object?> DestroyIdentifiers([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<DestroyIdentifiers>(input, context, client);

    [Function("BeginJob")]
    public Task<object?> BeginJob([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<BeginJob>(input, context);

    [Function("GatherMatches")]
    public Task<object?> GatherMatches([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<GatherMatches>(input, context);

    [Function("PlanMapper")]
    public Task<object?> PlanMapper([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<PlanMapper>(input, context);

    [Function("FailMapper")]
    public Task<object?> FailMapper([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<FailMapper>(input, context);

    [Function("ListObjects")]
    public Task<object?> ListObjects([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<ListObjects>(input, context);

    [Function("RecordJobEvent")]
    public Task<object?> RecordJobEvent([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<RecordJobEvent>(input, context);

    [Function("FindInObject")]
    public Task<object?> FindInObject([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<FindInObject>(input, context);

    [Function("ForgetInObject")]
    public Task<object?> ForgetInObject([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<ForgetInObject>(input, context);

    [Function("VerifyObject")]
    public Task<object?> VerifyObject([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<VerifyObject>(input, context);

    [Function("TallyObjects")]
    public Task<object?> TallyObjects([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<TallyObjects>(input, context);

    [Function("ConcludeJob")]
    public Task<object?> ConcludeJob([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<ConcludeJob>(input, context);

    [Function("SettleMatches")]
    public Task<object?> SettleMatches([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<SettleMatches>(input, context);

    [Function("DropObjects")]
    public Task<object?> DropObjects([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<DropObjects>(input, context);

    [Function("EndJob")]
    public Task<object?> EndJob([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<EndJob>(input, context, client);

    [Function("PrepareQueries")]
    public Task<object?> PrepareQueries([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<PrepareQueries>(input, context);

    [Function("AdvanceQueries")]
    public Task<object?> AdvanceQueries([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<AdvanceQueries>(input, context);

    [Function("EndQueries")]
    public Task<object?> EndQueries([ActivityTrigger] JsonElement input, FunctionContext context) => RunAsync<EndQueries>(input, context);

    [Function("ResumePage")]
    public Task<object?> ResumePage([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<ResumePage>(input, context, client);

    [Function("TellPage")]
    public Task<object?> TellPage([ActivityTrigger] JsonElement input, [DurableClient] DurableTaskClient client, FunctionContext context) => RunAsync<TellPage>(input, context, client);

    private Task<object?> RunAsync<TActivity>(JsonElement input, FunctionContext context, DurableTaskClient? client = null)
        where TActivity : ITaskActivity
    {
        if (client is not null)
        {
            bound.Bind(client);
        }

        string instanceId = context.BindingContext.BindingData.TryGetValue("instanceId", out object? id) ? id as string ?? "" : "";
        HostedActivityContext caller = new(context.FunctionDefinition.Name, instanceId, context.CancellationToken);
        return runner.RunAsync(static services => ActivatorUtilities.GetServiceOrCreateInstance<TActivity>(services), caller, input, context.InstanceServices);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ErasureFunctions.Tests.Hubs;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Worker;

/// <summary>
/// What the Durable extension does in the platform: keeps the instances, serves the worker's clients by gRPC, and has the worker's functions run each step of an instance and each activity.
/// </summary>
internal sealed class DurableBackend : IAsyncDisposable
{
    private readonly TaskHub hub;
    private readonly WebApplication server;
    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<Exception> faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;

    private DurableBackend(TaskHub hub, WebApplication server)
    {
        this.hub = hub;
        this.server = server;
        channel = GrpcChannel.ForAddress(Address);
        Client = new GrpcDurableTaskClient("", new GrpcDurableTaskClientOptions { Channel = channel }, NullLogger.Instance);
        ClientBinding = JsonSerializer.Serialize(new
        {
            rpcBaseUrl = Address,
            taskHubName = "erasure",
            connectionName = "AzureWebJobsStorage",
            requiredQueryStringParameters = "code=system-key",
            httpBaseUrl = $"{Address}/runtime/webhooks/durabletask",
            maxGrpcMessageSizeInBytes = 4 * 1024 * 1024,
            grpcHttpClientTimeout = "\"00:01:40\"",
        });
    }

    public string Address => server.Urls.Single();

    public DurableTaskClient Client { get; }

    /// <summary>What a function gets for a client.</summary>
    public string ClientBinding { get; }

    public static async Task<DurableBackend> StartAsync(TaskHub hub) => new(hub, await Sidecar.StartAsync(hub));

    /// <summary>The instance's end; throws where it doesn't come within a minute, or something went wrong here.</summary>
    public async Task<OrchestrationMetadata> WhenEndedAsync(string instanceId)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        Task<OrchestrationMetadata> ended = Client.WaitForInstanceCompletionAsync(instanceId, patience.Token);
        return await Task.WhenAny(ended, faulted.Task) == ended ? await ended : throw await faulted.Task;
    }

    /// <summary>The instance's history, as JSON; null where it has none.</summary>
    public async Task<string?> FindHistoryAsync(string instanceId) =>
        await hub.Client.GetOrchestrationStateAsync(instanceId, executionId: null) is { OrchestrationInstance.ExecutionId: { } execution }
            ? await hub.Client.GetOrchestrationHistoryAsync(instanceId, execution)
            : null;

    /// <summary>Has the worker do what is to be done, from now on.</summary>
    public void Run(FunctionsPlatform platform) => running = RunAsync(platform);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        try
        {
            await running;
        }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.Cancelled)
        {
        }

        await Client.DisposeAsync();
        channel.Dispose();
        await server.DisposeAsync();
        await hub.Service.StopAsync(isForced: true);
        stopping.Dispose();
    }

    private async Task RunAsync(FunctionsPlatform platform)
    {
        TaskHubSidecarService.TaskHubSidecarServiceClient sidecar = new(channel);
        using AsyncServerStreamingCall<WorkItem> items = sidecar.GetWorkItems(
            new GetWorkItemsRequest { MaxConcurrentOrchestrationWorkItems = 16, MaxConcurrentActivityWorkItems = 16 },
            cancellationToken: stopping.Token);
        await foreach (WorkItem item in items.ResponseStream.ReadAllAsync(stopping.Token))
        {
            _ = GuardAsync(item.RequestCase == WorkItem.RequestOneofCase.ActivityRequest
                ? RunActivityAsync(sidecar, platform, item.ActivityRequest, item.CompletionToken)
                : RunStepAsync(sidecar, platform, item.OrchestratorRequest, item.CompletionToken));
        }
    }

    private async Task GuardAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            faulted.TrySetResult(fault);
        }
    }

    private static async Task RunStepAsync(TaskHubSidecarService.TaskHubSidecarServiceClient sidecar, FunctionsPlatform platform, OrchestratorRequest step, string token)
    {
        string name = step.PastEvents.Concat(step.NewEvents).First(past => past.ExecutionStarted is not null).ExecutionStarted.Name;
        JsonObject done = await platform.InvokeAsync(name, new JsonObject { ["string"] = Convert.ToBase64String(step.ToByteArray()) });
        OrchestratorResponse response = FunctionsPlatform.Succeeded(done)
            ? OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String((string)done["returnValue"]!["string"]!))
            : throw new InvalidOperationException($"{name} failed: {done}");
        response.CompletionToken = token;
        await sidecar.CompleteOrchestratorTaskAsync(response);
    }

    private static async Task RunActivityAsync(TaskHubSidecarService.TaskHubSidecarServiceClient sidecar, FunctionsPlatform platform, ActivityRequest activity, string token)
    {
        JsonObject done = await platform.InvokeAsync(
            activity.Name,
            new JsonObject { ["string"] = JsonNode.Parse(activity.Input)!.AsArray().Single()?.ToJsonString() },
            new JsonObject { ["instanceId"] = new JsonObject { ["string"] = activity.OrchestrationInstance.InstanceId } });
        ActivityResponse response = new() { InstanceId = activity.OrchestrationInstance.InstanceId, TaskId = activity.TaskId, CompletionToken = token };
        if (FunctionsPlatform.Succeeded(done))
        {
            response.Result = (done["returnValue"]?["json"] ?? done["returnValue"]?["string"])?.GetValue<string>();
        }
        else
        {
            response.FailureDetails = DetailsOf((string)done["result"]!["exception"]!["message"]!);
        }

        await sidecar.CompleteActivityTaskAsync(response);
    }

    // All that the extension gets is a text: the failure that the worker wrote as JSON.
    private static TaskFailureDetails DetailsOf(string text)
    {
        JsonNode failure = JsonNode.Parse(text)!;
        TaskFailureDetails details = new() { ErrorType = (string)failure["errorType"]!, ErrorMessage = (string)failure["errorMessage"]!, StackTrace = (string?)failure["stackTrace"] };
        if (failure["innerFailure"] is JsonObject inner)
        {
            details.InnerFailure = DetailsOf(inner.ToJsonString());
        }

        return details;
    }
}

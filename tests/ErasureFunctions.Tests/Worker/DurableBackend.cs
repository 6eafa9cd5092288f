using System.Text.Json;
using System.Text.Json.Nodes;
using DurableTask.Core;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Worker;

/// <summary>What the Durable extension does in the platform: keeps the instances, serves the worker's clients by gRPC, and has the worker's functions run each step of an instance and each activity.</summary>
internal sealed class DurableBackend : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<Exception> faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;

    private DurableBackend(WebApplication server)
    {
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
        });
    }

    public string Address => server.Urls.Single();

    public DurableTaskClient Client { get; }

    /// <summary>What a function gets for a client.</summary>
    public string ClientBinding { get; }

    public static async Task<DurableBackend> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        InMemoryOrchestrationService instances = new(NullLoggerFactory.Instance);
        builder.Services.AddSingleton<IOrchestrationService>(instances);
        builder.Services.AddSingleton<IOrchestrationServiceClient>(instances);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        WebApplication built = builder.Build();
        built.UseRouting();
        built.MapGrpcService<TaskHubGrpcServer>();
        built.Services.GetRequiredService<TaskHubGrpcServer>();
        await built.StartAsync();
        return new DurableBackend(built);
    }

    /// <summary>The instance's end; throws where it doesn't come within a minute, or something went wrong here.</summary>
    public async Task<OrchestrationMetadata> WhenEndedAsync(string instanceId)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        Task<OrchestrationMetadata> ended = Client.WaitForInstanceCompletionAsync(instanceId, patience.Token);
        return await Task.WhenAny(ended, faulted.Task) == ended ? await ended : throw await faulted.Task;
    }

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
        stopping.Dispose();
    }

    private async Task RunAsync(FunctionsPlatform platform)
    {
        TaskHubSidecarService.TaskHubSidecarServiceClient hub = new(channel);
        using AsyncServerStreamingCall<WorkItem> items = hub.GetWorkItems(new GetWorkItemsRequest { MaxConcurrentOrchestrationWorkItems = 16, MaxConcurrentActivityWorkItems = 16 }, cancellationToken: stopping.Token);
        await foreach (WorkItem item in items.ResponseStream.ReadAllAsync(stopping.Token))
        {
            _ = GuardAsync(item.RequestCase == WorkItem.RequestOneofCase.ActivityRequest
                ? RunActivityAsync(hub, platform, item.ActivityRequest, item.CompletionToken)
                : RunStepAsync(hub, platform, item.OrchestratorRequest, item.CompletionToken));
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

    private static async Task RunStepAsync(TaskHubSidecarService.TaskHubSidecarServiceClient hub, FunctionsPlatform platform, OrchestratorRequest step, string token)
    {
        string name = step.PastEvents.Concat(step.NewEvents).First(past => past.ExecutionStarted is not null).ExecutionStarted.Name;
        JsonObject done = await platform.InvokeAsync(name, new JsonObject { ["string"] = Convert.ToBase64String(step.ToByteArray()) });
        OrchestratorResponse response = FunctionsPlatform.Succeeded(done)
            ? OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String((string)done["returnValue"]!["string"]!))
            : throw new InvalidOperationException($"{name} failed: {done}");
        response.CompletionToken = token;
        await hub.CompleteOrchestratorTaskAsync(response);
    }

    private static async Task RunActivityAsync(TaskHubSidecarService.TaskHubSidecarServiceClient hub, FunctionsPlatform platform, ActivityRequest activity, string token)
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

        await hub.CompleteActivityTaskAsync(response);
    }

    // All that the extension gets is a text, of which the type is what is before the first colon.
    private static TaskFailureDetails DetailsOf(string text) => text.Split('\n')[0].Split(": ", 2) is [var type, var message]
        ? new TaskFailureDetails { ErrorType = type, ErrorMessage = message }
        : new TaskFailureDetails { ErrorType = "(unknown)", ErrorMessage = text };
}

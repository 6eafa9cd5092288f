using System.Diagnostics;
using System.Text.Json.Nodes;
using ErasureFunctions.Tests.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Worker;

/// <summary>What Azure's host does with a worker, on loopback: starts it, loads its functions, routes HTTP to it by their metadata, and triggers what has another trigger.</summary>
internal sealed class FunctionsPlatform : IAsyncDisposable
{
    private readonly WebApplication rpc;
    private readonly EventStream stream;
    private readonly WorkerProcess worker;
    private readonly DurableBackend durable;
    private HttpFront? front;

    private FunctionsPlatform(WebApplication rpc, EventStream stream, WorkerProcess worker, DurableBackend durable)
    {
        this.rpc = rpc;
        this.stream = stream;
        this.worker = worker;
        this.durable = durable;
    }

    /// <summary>What the worker says of its functions, by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Functions { get; private set; } = new Dictionary<string, JsonObject>(StringComparer.Ordinal);

    /// <summary>What the worker can do.</summary>
    public JsonObject Capabilities { get; private set; } = [];

    /// <summary>Calls the app as anyone would.</summary>
    public HttpClient Http => front!.Client;

    public DurableBackend Durable => durable;

    /// <summary>What the worker sent to the platform's log.</summary>
    public IEnumerable<JsonObject> Logs => stream.Logs;

    /// <summary>Outcomes of the HTTP functions' invocations, as the platform sees them.</summary>
    public IReadOnlyCollection<JsonObject> Invocations => front!.Invocations;

    public static async Task<FunctionsPlatform> StartAsync(string folder, IReadOnlyDictionary<string, string> environment, TaskHub hub)
    {
        EventStream messages = new();
        WebApplication server = await ServeAsync(messages);
        DurableBackend backend = await DurableBackend.StartAsync(hub);
        FunctionsPlatform platform = new(server, messages, WorkerProcess.Start(folder, new Uri(AddressOf(server)), environment), backend);
        try
        {
            await platform.LoadAsync(folder);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the worker run a function; its answer, successful or not.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="trigger">The value of the trigger, in the form that the trigger has it in.</param>
    /// <param name="metadata">What else the trigger says.</param>
    /// <param name="invocationId">The invocation's id; any, where it isn't given.</param>
    public Task<JsonObject> InvokeAsync(string function, JsonObject trigger, JsonObject? metadata = null, string? invocationId = null)
    {
        JsonArray inputs = [];
        foreach (JsonObject binding in BindingsOf(function))
        {
            bool isClient = (string)binding["type"]! == "durableClient";
            inputs.Add(new JsonObject { ["name"] = (string)binding["name"]!, ["data"] = isClient ? new JsonObject { ["string"] = durable.ClientBinding } : trigger.DeepClone() });
        }

        return stream.AskAsync(
            "invocationRequest",
            new JsonObject
            {
                ["invocationId"] = invocationId ?? $"{Guid.NewGuid()}",
                ["functionId"] = (string)Functions[function]["functionId"]!,
                ["inputData"] = inputs,
                ["triggerMetadata"] = metadata ?? [],
                ["traceContext"] = new JsonObject { ["traceParent"] = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" },
            },
            "invocationResponse");
    }

    public IEnumerable<JsonObject> BindingsOf(string function) =>
        Functions[function]["rawBindings"]!.AsArray().Select(binding => JsonNode.Parse((string)binding!)!.AsObject());

    /// <summary>Tells the worker to end, as the platform does before it takes an instance away, and waits until it has.</summary>
    public async Task StopWorkerAsync()
    {
        await stream.TellAsync("workerTerminate", new JsonObject { ["gracePeriod"] = "10s" });
        await worker.WhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await durable.DisposeAsync();
        await worker.DisposeAsync();
        if (front is not null)
        {
            await front.DisposeAsync();
        }

        await rpc.DisposeAsync();
    }

    private async Task LoadAsync(string folder)
    {
        await worker.WhenAsync(stream.Started);
        JsonObject ready = await stream.AskAsync("workerInitRequest", new JsonObject { ["hostVersion"] = "4.0.0", ["workerDirectory"] = folder, ["functionAppDirectory"] = folder }, "workerInitResponse");
        Capabilities = ready["capabilities"]!.AsObject();
        JsonObject metadata = await stream.AskAsync("functionsMetadataRequest", new JsonObject { ["functionAppDirectory"] = folder }, "functionMetadataResponse");
        Functions = metadata["functionMetadataResults"]!.AsArray().ToDictionary(function => (string)function!["name"]!, function => function!.AsObject(), StringComparer.Ordinal);
        foreach ((string name, JsonObject function) in Functions)
        {
            JsonObject loaded = await stream.AskAsync("functionLoadRequest", new JsonObject { ["functionId"] = (string)function["functionId"]!, ["metadata"] = function.DeepClone() }, "functionLoadResponse");
            if (!Succeeded(loaded))
            {
                throw new InvalidOperationException($"{name} isn't loaded: {loaded}");
            }
        }

        front = await HttpFront.StartAsync(this, new Uri((string)Capabilities["HttpUri"]!));
        durable.Run(this);
    }

    /// <summary>The worker says that it went well.</summary>
    public static bool Succeeded(JsonObject response) => (string?)response["result"]!["status"] == "Success";

    private static async Task<WebApplication> ServeAsync(EventStream stream)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddRoutingCore();
        WebApplication server = builder.Build();
        server.MapPost(EventStream.Path, stream.ServeAsync);
        await server.StartAsync();
        return server;
    }

    private static string AddressOf(WebApplication server) => server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}

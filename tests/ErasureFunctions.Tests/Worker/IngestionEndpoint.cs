using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The ingestion endpoint of Application Insights on loopback: keeps every telemetry item that it is sent.</summary>
internal sealed class IngestionEndpoint : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentQueue<string> lines = new();

    private IngestionEndpoint(WebApplication server) => this.server = server;

    public string Url => server.Urls.Single();

    public string ConnectionString => $"InstrumentationKey={Guid.Empty};IngestionEndpoint={Url}/;LiveEndpoint={Url}/live/";

    /// <summary>Paths that were asked for beside that of the track API.</summary>
    public ConcurrentQueue<string> OtherPaths { get; } = new();

    /// <summary>Every item as it came.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>The data of the items of one table.</summary>
    /// <param name="baseType">As the items say it: <c>MetricData</c> is what becomes AppMetrics, <c>RemoteDependencyData</c> AppDependencies, and so on.</param>
    public IReadOnlyList<JsonNode> Of(string baseType) =>
        [.. lines.Select(line => JsonNode.Parse(line)!).Where(item => (string?)item["data"]!["baseType"] == baseType)];

    public static async Task<IngestionEndpoint> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication built = builder.Build();
        IngestionEndpoint endpoint = new(built);
        built.MapPost("/v2.1/track", endpoint.TakeAsync);
        built.MapFallback(context =>
        {
            endpoint.OtherPaths.Enqueue(context.Request.Path);
            return Task.CompletedTask;
        });
        await built.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // A line an item, compressed; the answer says how many were taken.
    private async Task TakeAsync(HttpContext context)
    {
        Stream body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using StreamReader reader = new(body, Encoding.UTF8);
        string[] items = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (string item in items)
        {
            lines.Enqueue(item);
        }

        await TypedResults.Json(new { itemsReceived = items.Length, itemsAccepted = items.Length, errors = Array.Empty<object>() }).ExecuteAsync(context);
    }
}

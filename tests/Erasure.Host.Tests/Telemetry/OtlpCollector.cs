using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>An OTLP collector over real HTTP, protobuf: keeps what it is sent.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> requests;

    private OtlpCollector(WebApplication app, ConcurrentQueue<(string Signal, byte[] Body)> requests)
    {
        this.app = app;
        this.requests = requests;
    }

    public string Url => app.Urls.Single();

    /// <summary>Everything as it came.</summary>
    public IEnumerable<byte[]> Bodies => requests.Select(request => request.Body);

    public IReadOnlyList<CollectedSpan> Spans => [.. Of("traces").SelectMany(CollectedSpan.Read)];

    /// <summary>Names of metrics, each with the attributes of a data point.</summary>
    public IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Attributes)> Metrics =>
    [
        .. from request in Of("metrics")
           from resource in new WireMessage(request).Messages(1)
           from scope in resource.Messages(2)
           from metric in scope.Messages(2)
           from kind in (int[])[5, 7, 9]
           from data in metric.Messages(kind)
           from point in data.Messages(1)
           select (metric.Text(1), CollectedSpan.Pairs(point, kind == 9 ? 9 : 7)),
    ];

    /// <summary>Log records: the message, with the attributes and scopes.</summary>
    public IReadOnlyList<(string Text, IReadOnlyList<string> Attributes)> Logs =>
    [
        .. from request in Of("logs")
           from resource in new WireMessage(request).Messages(1)
           from scope in resource.Messages(2)
           from record in scope.Messages(2)
           select (record.Messages(5).Single().Text(1), (IReadOnlyList<string>)[.. record.Messages(6).Select(pair => $"{pair.Text(1)}={pair.Messages(2).Single().Text(1)}")]),
    ];

    public static async Task<OtlpCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication built = builder.Build();
        ConcurrentQueue<(string, byte[])> kept = new();
        built.MapPost("/v1/{signal}", async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            kept.Enqueue(((string)context.Request.RouteValues["signal"]!, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await built.StartAsync();
        return new OtlpCollector(built, kept);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IEnumerable<byte[]> Of(string signal) => requests.Where(request => request.Signal == signal).Select(request => request.Body);
}

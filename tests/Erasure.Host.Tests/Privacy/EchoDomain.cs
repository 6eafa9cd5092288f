using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Privacy;

/// <summary>A domain that refuses everything and repeats in its answer all that it was told: body, path and headers.</summary>
internal sealed class EchoDomain : IAsyncDisposable
{
    private readonly WebApplication app;

    private EchoDomain(WebApplication app, ConcurrentQueue<string> traceParents)
    {
        this.app = app;
        TraceParents = traceParents;
    }

    /// <summary>The <c>traceparent</c> headers that came.</summary>
    public ConcurrentQueue<string> TraceParents { get; }

    public string Url => app.Urls.First();

    public static async Task<EchoDomain> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication built = builder.Build();
        ConcurrentQueue<string> traceParents = new();
        built.Run(async context =>
        {
            traceParents.Enqueue(context.Request.Headers.TraceParent.ToString());
            string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.Headers["x-echo"] = Uri.EscapeDataString(body);
            await context.Response.WriteAsync($$"""{"status":"{{context.Request.Path}}","reason":{{(body.Length > 0 ? body : "null")}}}""");
        });
        await built.StartAsync();
        return new EchoDomain(built, traceParents);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

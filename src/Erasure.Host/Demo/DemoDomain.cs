using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Demo;

/// <summary>A part of the organisation, as a small HTTP server that speaks <c>docs/domain-contract.md</c>.</summary>
/// <param name="name">The domain.</param>
/// <param name="count">How many records it holds of anybody.</param>
/// <param name="polls">How often it answers "not yet"; 0 makes it synchronous.</param>
internal sealed class DemoDomain(string name, int count, int polls) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);
    private WebApplication? app;

    public string Name => name;

    /// <summary>Where it listens.</summary>
    public string Url => app!.Urls.First();

    /// <summary>Erasures that it was asked for, each once however often the request came.</summary>
    public int Erasures => asked.Count;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.UseRouting();
        app.MapPost("/erasures", SubmitAsync);
        app.MapGet("/erasures/{id}", (HttpContext context) => Check((string)context.Request.RouteValues["id"]!).ExecuteAsync(context));
        await app.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private async Task SubmitAsync(HttpContext context)
    {
        JsonNode? request = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        string id = (string)request!["erasureId"]!;
        asked.TryAdd(id, 0);
        await (polls == 0 ? Erased() : Pending()).ExecuteAsync(context);
    }

    private IResult Check(string id)
    {
        if (!asked.ContainsKey(id))
        {
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }

        return asked.AddOrUpdate(id, 1, (_, polled) => polled + 1) > polls ? Erased() : Pending();
    }

    private ContentHttpResult Erased() => TypedResults.Content($$"""{"status":"erased","count":{{count}}}""", "application/json");

    private static ContentHttpResult Pending() => TypedResults.Content("""{"status":"pending"}""", "application/json", contentEncoding: null, StatusCodes.Status202Accepted);
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Tests.Domains;

/// <summary>A domain's API on loopback: answers as a test says, and remembers what it was asked.</summary>
internal sealed class DomainServer : IAsyncDisposable
{
    private readonly WebApplication app;

    public DomainServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    /// <summary>The answers, in order; the last one is given for ever.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Answers { get; } = new();

    public ConcurrentQueue<Call> Calls { get; } = new();

    public static async Task<DomainServer> StartAsync()
    {
        DomainServer server = new();
        await server.app.StartAsync();
        server.Url = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public void Answer(int status, string? body = null, string type = "application/json", Action<HttpResponse>? also = null) =>
        Answers.Enqueue(async context =>
        {
            context.Response.StatusCode = status;
            also?.Invoke(context.Response);
            if (body is not null)
            {
                context.Response.ContentType = type;
                await context.Response.WriteAsync(body);
            }
        });

    /// <summary>Answers by cutting the connection.</summary>
    public void HangUp() => Answers.Enqueue(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        Calls.Enqueue(new Call(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync()));
        Func<HttpContext, Task>? answer;
        if (Answers.Count > 1)
        {
            Answers.TryDequeue(out answer);
        }
        else
        {
            Answers.TryPeek(out answer);
        }

        await (answer?.Invoke(context) ?? Task.CompletedTask);
    }

    internal sealed record Call(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
}

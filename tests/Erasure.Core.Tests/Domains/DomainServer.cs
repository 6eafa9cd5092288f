using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
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

    private DomainServer(X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (certificate is null)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        }
        else
        {
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        }

        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Url { get; private set; } = "";

    /// <summary>The answers, in order; the last one is given for ever.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Answers { get; } = new();

    public ConcurrentQueue<Call> Calls { get; } = new();

    /// <summary>Starts one, over TLS where it has a certificate.</summary>
    public static async Task<DomainServer> StartAsync(X509Certificate2? certificate = null)
    {
        DomainServer server = new(certificate);
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

    /// <summary>Answers with these very bytes.</summary>
    public void Answer(int status, byte[] body, Action<HttpResponse>? also = null) =>
        Answers.Enqueue(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            also?.Invoke(context.Response);
            await context.Response.Body.WriteAsync(body);
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

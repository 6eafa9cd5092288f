using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The platform's HTTP server: finds the function by its route, invokes it, and forwards the request to the worker's own server under the invocation's id.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";
    private const int MaxConnects = 40;

    // As the platform does: a worker's own server may come up behind its functions.
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromMilliseconds(250);

    private readonly WebApplication server;
    private readonly HttpClient toWorker;
    private readonly ConcurrentQueue<JsonObject> invocations = new();

    private HttpFront(WebApplication server, HttpClient toWorker)
    {
        this.server = server;
        this.toWorker = toWorker;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Client { get; }

    public IReadOnlyCollection<JsonObject> Invocations => invocations;

    public static async Task<HttpFront> StartAsync(FunctionsPlatform platform, Uri worker)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication built = builder.Build();
        HttpFront front = new(
            built,
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectCallback = ConnectAsync }) { BaseAddress = worker, Timeout = Timeout.InfiniteTimeSpan });
        foreach (string name in platform.Functions.Keys)
        {
            if (platform.BindingsOf(name).FirstOrDefault(binding => (string)binding["type"]! == "httpTrigger") is { } trigger)
            {
                string[] methods = [.. trigger["methods"]!.AsArray().Select(method => ((string)method!).ToUpperInvariant())];
                built.MapMethods((string)trigger["route"]!, methods, context => front.AnswerAsync(platform, name, context));
            }
        }

        await built.StartAsync();
        front.Client.BaseAddress = new Uri(built.Urls.Single());
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        toWorker.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        for (int i = 1; ; i++)
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception failure)
            {
                socket.Dispose();
                if (i == MaxConnects || failure is not SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                {
                    throw;
                }
            }

            await Task.Delay(BetweenConnects, TimeProvider.System, cancellationToken);
        }
    }

    private async Task AnswerAsync(FunctionsPlatform platform, string function, HttpContext context)
    {
        string invocation = $"{Guid.NewGuid()}";
        Task<JsonObject> invoked = platform.InvokeAsync(function, new JsonObject { ["http"] = new JsonObject() }, invocationId: invocation);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent());
        if (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers.Where(header => header.Key is not "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        request.Headers.Add(InvocationHeader, invocation);
        request.Headers.Add("X-Forwarded-Host", context.Request.Host.Value);
        request.Headers.Add("X-Forwarded-Proto", context.Request.Scheme);
        using HttpResponseMessage response = await toWorker.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Transfer-Encoding"))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body);
        invocations.Enqueue(await invoked);
    }
}

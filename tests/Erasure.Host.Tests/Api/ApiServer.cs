using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Api.Erasures;
using Erasure.Core.Erasures;
using Erasure.Host.Tests.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.AspNetCore.Hosting;

namespace Erasure.Host.Tests.Api;

/// <summary>The API over real Kestrel on a free loopback port, in front of a <see cref="FakeErasures"/>.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ApiServer(WebApplication app, FakeErasures erasures, LogCapture logs)
    {
        this.app = app;
        Erasures = erasures;
        Logs = logs;
        Client = new HttpClient(SpanCapture.Untraced()) { BaseAddress = new Uri(app.Urls.Single()), Timeout = Timeout.InfiniteTimeSpan };
    }

    public FakeErasures Erasures { get; }

    public LogCapture Logs { get; }

    public HttpClient Client { get; }

    public static async Task<ApiServer> StartAsync(ApiOptions? options = null, TimeProvider? time = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        LogCapture logs = new();
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        FakeErasures erasures = new();
        builder.Services.AddSingleton<IErasureService>(erasures);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddFakeLake();
        builder.Services.AddSingleton<IManagementLinks, FakeManagementLinks>();
        builder.Services.AddErasureApi(options ?? new ApiOptions { IsOpen = true });
        WebApplication built = builder.Build().UseErasureApi();
        await built.StartAsync();
        return new ApiServer(built, erasures, logs);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string json) => PostAsync(path, json, "application/json");

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string contentType, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public static async Task<JsonNode> JsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>Says that the server is stopping.</summary>
    public void Stop() => app.Lifetime.StopApplication();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private sealed class FakeManagementLinks : IManagementLinks
    {
        public IReadOnlyDictionary<string, string?> For(HttpRequest request, string instanceId) =>
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["statusQueryGetUri"] = $"http://engine/instances/{instanceId}", ["rewindPostUri"] = null };
    }
}

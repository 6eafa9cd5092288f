using System.Text;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Management;
using Erasure.Host.Tests.Api;
using Erasure.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Management;

/// <summary>The management API over real Kestrel on a free loopback port, in front of a real engine with a clock moved by hand.</summary>
internal sealed class ManagementServer : IAsyncDisposable
{
    public const string Instances = "/runtime/webhooks/durabletask/instances";

    private readonly TempFolder folder;
    private readonly WebApplication app;

    private ManagementServer(TempFolder folder, WebApplication app, ManualTimeProvider time)
    {
        this.folder = folder;
        this.app = app;
        Time = time;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    public ManualTimeProvider Time { get; }

    public IEnumerable<RouteEndpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>();

    public static async Task<ManagementServer> StartAsync(DurableTaskRegistry catalog, ApiOptions? options = null)
    {
        var temporary = new TempFolder();
        var time = new ManualTimeProvider();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(catalog);
        builder.Services.AddSingleton<IErasureService>(new FakeErasures());
        builder.Services.AddFakeLake();
        builder.Services.AddEmbeddedEngine(new DatabaseOptions { Path = temporary["erasure.db"] });
        builder.Services.AddErasureApi(options ?? new ApiOptions { IsOpen = true });
        builder.Services.AddManagement();
        WebApplication built = builder.Build().UseErasureApi();
        ManagementRoutes.Map(built);
        await built.StartAsync();
        return new ManagementServer(temporary, built, time);
    }

    /// <summary>Starts an instance and lets it come as far as it comes without the clock.</summary>
    public async Task ScheduleAsync(string name, string id, object? input = null)
    {
        await app.Services.GetRequiredService<DurableTaskClient>().TryScheduleAsync(name, id, input, CancellationToken.None);
        await IdleAsync();
    }

    public Task IdleAsync() => app.Services.GetRequiredService<DurableEngine>().WhenIdleAsync();

    public async Task<(int Status, string Body, HttpResponseMessage Response)> SendAsync(
        HttpMethod method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        await IdleAsync();
        return ((int)response.StatusCode, text, response);
    }

    public async Task<JsonNode> StatusAsync(string id, string query = "") =>
        JsonNode.Parse((await SendAsync(HttpMethod.Get, $"{Instances}/{id}{query}")).Body)!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        folder.Dispose();
    }
}

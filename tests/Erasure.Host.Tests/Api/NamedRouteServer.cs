using Erasure.Api;
using Erasure.Api.Routing;
using Erasure.Core.Erasures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Api;

/// <summary>The API as Azure Functions serves it: routing is the host's, and a function knows no more than the name of its route.</summary>
internal sealed class NamedRouteServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private NamedRouteServer(WebApplication app, FakeErasures erasures)
    {
        this.app = app;
        Erasures = erasures;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = Timeout.InfiniteTimeSpan };
    }

    public FakeErasures Erasures { get; }

    public HttpClient Client { get; }

    public static async Task<NamedRouteServer> StartAsync(ApiOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        FakeErasures erasures = new();
        builder.Services.AddSingleton<IErasureService>(erasures);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddFakeLake();
        builder.Services.AddErasureApi(options);
        builder.Services.AddNamedRoutes();
        WebApplication built = builder.Build();
        foreach (ApiRoute route in ApiRoutes.All)
        {
            built.MapMethods(route.Pattern, [route.Method], context => built.Services.GetRequiredService<RouteRunner>().RunAsync(route.Name, context));
        }

        await built.StartAsync();
        return new NamedRouteServer(built, erasures);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }
}

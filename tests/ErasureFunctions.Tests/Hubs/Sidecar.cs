using DurableTask.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>The gRPC server of Durable Task's test host, on a hub that outlives it and on a free port.</summary>
internal static class Sidecar
{
    public static async Task<WebApplication> StartAsync(TaskHub hub)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(hub.Service);
        builder.Services.AddSingleton(hub.Client);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        WebApplication sidecar = builder.Build();
        sidecar.UseRouting();
        sidecar.MapGrpcService<TaskHubGrpcServer>();
        sidecar.Services.GetRequiredService<TaskHubGrpcServer>();
        await sidecar.StartAsync();
        return sidecar;
    }
}

using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Durable Task's test host as its own <c>StartAsync</c> puts it together, but on a service that outlives it and on a free port.</summary>
internal static class TestHosts
{
    public static async Task<DurableTaskTestHost> StartAsync(HandMovedService hub, ILoggerFactory loggers, Action<DurableTaskRegistry> tasks)
    {
        WebApplicationBuilder server = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        server.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(static endpoint => endpoint.Protocols = HttpProtocols.Http2));
        server.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        server.Services.AddRoutingCore();
        server.Services.AddGrpc();
        server.Services.AddSingleton<IOrchestrationService>(hub);
        server.Services.AddSingleton<IOrchestrationServiceClient>(hub);
        server.Services.AddSingleton<TaskHubGrpcServer>();
        WebApplication sidecar = server.Build();
        sidecar.UseRouting();
        sidecar.MapGrpcService<TaskHubGrpcServer>();
        sidecar.Services.GetRequiredService<TaskHubGrpcServer>();
        await sidecar.StartAsync();

        GrpcChannel channel = GrpcChannel.ForAddress(sidecar.Urls.Single());
        HostApplicationBuilder app = Host.CreateEmptyApplicationBuilder(settings: null);
        app.Services.AddSingleton(loggers);
        app.Services.AddDurableTaskWorker(worker => worker.Configure(static options => options.MaximumTimerInterval = TimeSpan.FromDays(3660)).UseGrpc(channel).AddTasks(tasks));
        app.Services.AddDurableTaskClient(client => client.UseGrpc(channel).RegisterDirectly());
        IHost host = app.Build();
        await host.StartAsync();
        return new DurableTaskTestHost(sidecar, host, channel, host.Services.GetRequiredService<DurableTaskClient>());
    }
}

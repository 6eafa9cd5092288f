using Erasure.Core.Durable;
using ErasureFunctions.Tests.Hubs;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Durable Task's test host as its own <c>StartAsync</c> puts it together, but on a service that outlives it.</summary>
internal static class TestHosts
{
    /// <param name="hub">The service.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="tasks">What it runs.</param>
    /// <param name="longestTimer">A longer timer is several; as long as any where it isn't given.</param>
    public static async Task<DurableTaskTestHost> StartAsync(TaskHub hub, ILoggerFactory loggers, Action<DurableTaskRegistry> tasks, TimeSpan? longestTimer = null)
    {
        WebApplication sidecar = await Sidecar.StartAsync(hub);
        GrpcChannel channel = GrpcChannel.ForAddress(sidecar.Urls.Single());
        HostApplicationBuilder app = Host.CreateEmptyApplicationBuilder(settings: null);
        app.Services.AddSingleton(loggers);
        app.Services.AddDurableTaskWorker(worker => worker.Configure(options =>
        {
            options.DataConverter = DurableDataConverter.Instance;
            options.MaximumTimerInterval = longestTimer ?? TimeSpan.FromDays(3660);
        }).UseGrpc(channel).AddTasks(tasks));
        app.Services.AddDurableTaskClient(client => client.Configure(static options => options.DataConverter = DurableDataConverter.Instance).UseGrpc(channel).RegisterDirectly());
        IHost host = app.Build();
        await host.StartAsync();
        return new DurableTaskTestHost(sidecar, host, channel, host.Services.GetRequiredService<DurableTaskClient>());
    }
}

using DurableTask.AzureStorage;
using DurableTask.Core;
using Erasure.Embedded;
using Erasure.Embedded.Sqlite;
using ErasureFunctions.Durable;
using ErasureFunctions.Tests.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Orchestrators and activities on a hub in Azure's storage, by the app's runner, with records on SQLite and the machine's clock.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    // The worker's default: no message to a queue can wait longer than a week.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(3);

    private readonly ServiceProvider services;
    private readonly TaskHub hub;
    private readonly DurableTaskTestHost durable;

    private StorageHost(ServiceProvider services, TaskHub hub, DurableTaskTestHost durable)
    {
        this.services = services;
        this.hub = hub;
        this.durable = durable;
    }

    public IServiceProvider Services => services;

    public DurableTaskClient Client => durable.Client;

    public static async Task<StorageHost> StartAsync(string folder, TaskHub hub, DurableTaskRegistry catalog, Action<IServiceCollection> configure)
    {
        BoundClient bound = new();
        ServiceCollection collection = new();
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton(catalog);
        collection.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") });
        collection.AddSingleton<IDurableTaskClientProvider>(bound);
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        configure(collection);
        ServiceProvider provider = collection.BuildServiceProvider();
        DurableTaskTestHost started = await TestHosts.StartAsync(hub, NullLoggerFactory.Instance, tasks => AppTasks.Add(tasks, catalog, provider, static context => context), LongestTimer);
        bound.Bind(started.Client);
        return new StorageHost(provider, hub, started);
    }

    /// <summary>The histories of the instances whose id begins so, as JSON, by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HistoriesAsync(string prefix)
    {
        Dictionary<string, string> histories = new(StringComparer.Ordinal);
        foreach (OrchestrationState state in await ((AzureStorageOrchestrationService)hub.Client).GetOrchestrationStateAsync())
        {
            OrchestrationInstance instance = state.OrchestrationInstance;
            if (instance.InstanceId.StartsWith(prefix, StringComparison.Ordinal))
            {
                histories[instance.InstanceId] = await hub.Client.GetOrchestrationHistoryAsync(instance.InstanceId, instance.ExecutionId);
            }
        }

        return histories;
    }

    /// <summary>Ends worker and server as they are.</summary>
    public async ValueTask DisposeAsync()
    {
        await durable.DisposeAsync();
        await hub.Service.StopAsync(isForced: true);
        await services.DisposeAsync();
    }
}

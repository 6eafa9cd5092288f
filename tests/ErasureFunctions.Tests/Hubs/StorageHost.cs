using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Erasure.Core.Durable;
using Erasure.Embedded;
using Erasure.Embedded.Sqlite;
using ErasureFunctions.Durable;
using ErasureFunctions.Tests.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>The catalog's workflows and activities on a hub in Azure's storage, by the app's adapter, with records on SQLite and the machine's clock.</summary>
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

    public IWorkflowClient Client => services.GetRequiredService<IWorkflowClient>();

    public static async Task<StorageHost> StartAsync(string folder, TaskHub hub, WorkflowCatalog catalog, Action<IServiceCollection> configure)
    {
        BoundClient bound = new();
        ServiceCollection collection = new();
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton(catalog);
        collection.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") });
        collection.AddSingleton<IWorkflowClient>(new DurableWorkflowClient(bound));
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        configure(collection);
        ServiceProvider provider = collection.BuildServiceProvider();
        CatalogRunner runner = new(catalog, new ActivityGate(new Dictionary<string, int>(StringComparer.Ordinal)));
        DurableTaskTestHost started = await TestHosts.StartAsync(hub, NullLoggerFactory.Instance, tasks =>
        {
            foreach (string name in catalog.Workflows.Keys)
            {
                tasks.AddOrchestratorFunc<JsonElement?, JsonElement?>(name, (context, input) => runner.RunWorkflowAsync(context, input));
            }

            foreach (string name in catalog.Activities.Keys)
            {
                tasks.AddActivityFunc<JsonElement?, JsonElement?>(name, async (context, input) =>
                {
                    await using AsyncServiceScope scope = provider.CreateAsyncScope();
                    return await runner.RunActivityAsync(new ActivityContext(context.Name, context.InstanceId), input, scope.ServiceProvider, CancellationToken.None);
                });
            }
        }, LongestTimer);
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

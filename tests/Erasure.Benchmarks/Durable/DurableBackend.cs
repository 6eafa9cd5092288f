using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared.Engine;
using ErasureFunctions.Tests.Engine;
using ErasureFunctions.Tests.Hubs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Benchmarks.Durable;

/// <summary>Durable Task on one of three backends, with a client.</summary>
internal sealed class DurableBackend : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> ends = new();

    private DurableBackend(DurableTaskClient client) => Client = client;

    public DurableTaskClient Client { get; }

    /// <param name="name"><c>embedded</c>, <c>test host</c> or <c>azure storage</c>.</param>
    /// <param name="folder">For what the embedded engine keeps.</param>
    /// <param name="tasks">What is run.</param>
    public static async Task<DurableBackend> StartAsync(string name, string folder, Action<DurableTaskRegistry> tasks) => name switch
    {
        "embedded" => await StartEmbeddedAsync(folder, tasks),
        "test host" => await StartTestHostAsync(tasks),
        "azure storage" => await StartStorageAsync(tasks),
        _ => throw new ArgumentException($"No backend is called {name}.", nameof(name)),
    };

    public async ValueTask DisposeAsync()
    {
        while (ends.TryPop(out Func<ValueTask>? end))
        {
            await end();
        }
    }

    private static async Task<DurableBackend> StartEmbeddedAsync(string folder, Action<DurableTaskRegistry> tasks)
    {
        ServiceCollection collection = new();
        collection.AddSingleton(TimeProvider.System);
        DurableTaskRegistry catalog = new();
        tasks(catalog);
        collection.AddSingleton(catalog);
        collection.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        collection.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") });
        ServiceProvider services = collection.BuildServiceProvider();
        var engine = services.GetRequiredService<DurableEngine>();
        await engine.StartAsync(CancellationToken.None);
        DurableBackend backend = new(services.GetRequiredService<DurableTaskClient>());
        backend.ends.Push(services.DisposeAsync);
        backend.ends.Push(async () => await engine.StopAsync(CancellationToken.None));
        return backend;
    }

    private static async Task<DurableBackend> StartTestHostAsync(Action<DurableTaskRegistry> tasks)
    {
        InMemoryOrchestrationService memory = new(NullLoggerFactory.Instance);
        DurableTaskTestHost host = await TestHosts.StartAsync(new TaskHub(memory, memory), NullLoggerFactory.Instance, tasks);
        DurableBackend backend = new(host.Client);
        backend.ends.Push(host.DisposeAsync);
        return backend;
    }

    private static async Task<DurableBackend> StartStorageAsync(Action<DurableTaskRegistry> tasks)
    {
        AzureStorage storage = await AzureStorage.StartAsync();
        TaskHub hub = await storage.OpenAsync("benchmark");
        DurableTaskTestHost host = await TestHosts.StartAsync(hub, NullLoggerFactory.Instance, tasks);
        DurableBackend backend = new(host.Client);
        backend.ends.Push(() =>
        {
            storage.Dispose();
            return ValueTask.CompletedTask;
        });
        backend.ends.Push(async () => await hub.Service.StopAsync(isForced: true));
        backend.ends.Push(host.DisposeAsync);
        return backend;
    }
}

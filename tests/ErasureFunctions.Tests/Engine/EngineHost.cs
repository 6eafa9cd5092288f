using System.Collections.Concurrent;
using Erasure.Core.Records;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using ErasureFunctions.Durable;
using ErasureFunctions.Tests.Engine;
using ErasureFunctions.Tests.Hubs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Tests.Shared.Engine;

/// <summary>What the tests of the embedded engine call by this name, on Durable Task: its test host, on a <see cref="TestHub"/>, the app's runner, records on SQLite.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    // What survives a restart, by the folder of the records.
    private static readonly ConcurrentDictionary<string, IHandMovedHub> Hubs = new(StringComparer.Ordinal);

    private readonly ServiceProvider services;
    private readonly IHandMovedHub hub;
    private readonly DurableTaskTestHost durable;

    private EngineHost(ServiceProvider services, ManualTimeProvider time, IHandMovedHub hub, DurableTaskTestHost durable)
    {
        this.services = services;
        this.hub = hub;
        this.durable = durable;
        Time = time;
    }

    /// <summary>What goes through thousands of steps is to be shorter here.</summary>
    public static bool IsSlow => true;

    public ManualTimeProvider Time { get; }

    public IServiceProvider Services => services;

    public EngineHost Engine => this;

    public DurableTaskClient Client => services.GetRequiredService<DurableTaskClient>();

    public IRecordStore Records => services.GetRequiredService<IRecordStore>();

    public SqliteDatabase Database => services.GetRequiredService<SqliteDatabase>();

    public static async Task<EngineHost> StartAsync(
        string folder, DurableTaskRegistry catalog, ManualTimeProvider time, EngineOptions? options = null, Action<IServiceCollection>? configure = null)
    {
        IHandMovedHub opened = Hubs.TryGetValue(folder, out IHandMovedHub? left) ? left : Hubs.GetOrAdd(folder, await TestHub.CreateAsync(time));
        BoundClient bound = new();
        ServiceCollection collection = new();
        collection.AddSingleton<TimeProvider>(time);
        collection.AddSingleton(catalog);
        collection.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") }, options);
        HandMovedClient client = new(bound, opened);
        collection.AddSingleton<DurableTaskClient>(client);
        collection.AddSingleton<IDurableTaskClientProvider>(client);
        configure?.Invoke(collection);
        collection.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        ServiceProvider provider = collection.BuildServiceProvider();
        ILoggerFactory loggers = provider.GetRequiredService<ILoggerFactory>();
        DurableTaskTestHost started = await TestHosts.StartAsync(
            await opened.OpenAsync(), loggers, tasks => AppTasks.Add(tasks, catalog, provider, context => new HandMovedContext(context, opened, loggers)));
        bound.Bind(started.Client);
        return new EngineHost(provider, time, opened, started);
    }

    /// <summary>The next one to start on this folder's records finds a hub that knows of nothing.</summary>
    public static void LoseHub(string folder) => Hubs.TryRemove(folder, out _);

    /// <summary>Forgets an instance as a task hub does that was lost or restored.</summary>
    public bool Vanish(string instanceId) => hub.Vanish(instanceId);

    public async Task WhenIdleAsync()
    {
        try
        {
            await hub.WhenIdleAsync().WaitAsync(TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The hub doesn't come to rest: {hub}", late);
        }
    }

    public Task<DateTimeOffset?> NextTimerDueAsync() => Task.FromResult(hub.NextTimerDue);

    /// <summary>Lets everything happen that is due within the span, each at its own time.</summary>
    public async Task RunForAsync(TimeSpan span)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        await WhenIdleAsync();
        while (hub.NextTimerDue is { } due && due <= end)
        {
            Time.AdvanceTo(due);
            await WhenIdleAsync();
        }

        Time.AdvanceTo(end);
        await WhenIdleAsync();
    }

    /// <summary>Most events that an instance's history has had.</summary>
    public long LargestHistory() => hub.LargestHistory;

    public ValueTask KillAsync() => DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await durable.DisposeAsync();
        await hub.CloseAsync();
        await services.DisposeAsync();
    }
}

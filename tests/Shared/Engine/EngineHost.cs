using Erasure.Core.Records;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Tests.Shared.Engine;

/// <summary>A durable engine in a folder of its own with a clock moved by hand: 30 days pass in milliseconds.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private EngineHost(ServiceProvider services, ManualTimeProvider time)
    {
        this.services = services;
        Time = time;
    }

    /// <summary>What goes through thousands of steps is to be shorter here.</summary>
    public static bool IsSlow => false;

    public ManualTimeProvider Time { get; }

    public IServiceProvider Services => services;

    public DurableEngine Engine => services.GetRequiredService<DurableEngine>();

    public DurableTaskClient Client => services.GetRequiredService<DurableTaskClient>();

    public IRecordStore Records => services.GetRequiredService<IRecordStore>();

    public SqliteDatabase Database => services.GetRequiredService<SqliteDatabase>();

    /// <summary>Opens the engine on a folder, with what is in it.</summary>
    public static async Task<EngineHost> StartAsync(
        string folder, DurableTaskRegistry catalog, ManualTimeProvider time, EngineOptions? options = null, Action<IServiceCollection>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(time);
        collection.AddSingleton(catalog);
        collection.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") }, options);
        configure?.Invoke(collection);
        collection.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        var host = new EngineHost(collection.BuildServiceProvider(), time);
        await host.Engine.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Lets everything happen that is due within the span, each at its own time.</summary>
    public async Task RunForAsync(TimeSpan span)
    {
        DateTimeOffset end = Time.GetUtcNow() + span;
        await Engine.WhenIdleAsync();
        while (await Engine.NextTimerDueAsync() is { } due && due <= end)
        {
            Time.AdvanceTo(due);
            await Engine.WhenIdleAsync();
        }

        Time.AdvanceTo(end);
        await Engine.WhenIdleAsync();
    }

    /// <summary>Most events that an instance's history has now.</summary>
    public long LargestHistory()
    {
        using SqliteConnection database = new($"Data Source={Database.Path};Mode=ReadOnly;Pooling=False");
        database.Open();
        using SqliteCommand count = database.CreateCommand();
        count.CommandText = "SELECT COALESCE(MAX(n), 0) FROM (SELECT SUM(json_array_length(CAST(events AS TEXT))) AS n FROM history GROUP BY id >> 24)";
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>Forgets an instance as a task hub does that was lost or restored: no engine decides it, and nobody is told. Only while the engine is idle.</summary>
    /// <returns>False where there is none.</returns>
    public bool Vanish(string instanceId)
    {
        using SqliteConnection database = new($"Data Source={Database.Path};Pooling=False");
        database.Open();
        using SqliteCommand forget = database.CreateCommand();
        forget.CommandText = """
            BEGIN IMMEDIATE;
            DELETE FROM timers WHERE instance = (SELECT key FROM instances WHERE id = $id);
            DELETE FROM inbox WHERE instance = (SELECT key FROM instances WHERE id = $id);
            DELETE FROM activities WHERE instance = (SELECT key FROM instances WHERE id = $id);
            DELETE FROM history WHERE id >> 24 = (SELECT key FROM instances WHERE id = $id);
            DELETE FROM instances WHERE id = $id RETURNING id;
            """;
        forget.Parameters.AddWithValue("$id", instanceId);
        bool found = forget.ExecuteScalar() is not null;
        forget.CommandText = "COMMIT";
        forget.Parameters.Clear();
        forget.ExecuteNonQuery();
        return found;
    }

    /// <summary>Drops everything as a crash would, but for the file handles.</summary>
    public ValueTask KillAsync() => services.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Task stopped = Engine.StopAsync(CancellationToken.None);
        while (!stopped.IsCompleted)
        {
            // What is under way may wait for the clock, and so does the grace that it is given.
            await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        await stopped;
        await services.DisposeAsync();
    }
}

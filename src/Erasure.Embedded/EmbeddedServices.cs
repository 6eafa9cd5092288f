using Erasure.Core.Records;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Engine.Management;
using Erasure.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded;

/// <summary>Registers what one machine needs.</summary>
public static class EmbeddedServices
{
    /// <summary>The database, the records on it and the durable engine. The <see cref="DurableTaskRegistry"/> and what activities need are registered by the caller.</summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, DatabaseOptions database, EngineOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => SqliteDatabase.Open(database));
        services.AddSingleton(options ?? new EngineOptions());
        services.AddSingleton(database);
        services.AddSingleton<SqliteRecordStore>();
        services.AddSingleton<IRecordStore>(static provider => provider.GetRequiredService<SqliteRecordStore>());
        services.AddSingleton<IErasesTraces>(static provider => provider.GetRequiredService<SqliteRecordStore>());
        services.AddSingleton<DurableEngine>();
        services.AddSingleton(provider => new EmbeddedDurableTaskClient(
            provider.GetRequiredService<SqliteDatabase>(),
            provider.GetRequiredService<DurableEngine>(),
            provider.GetRequiredService<TimeProvider>(),
            new RewindPlanner(
                provider.GetRequiredService<SqliteDatabase>(), new TaskCatalog(provider.GetRequiredService<DurableTaskRegistry>(), provider), provider.GetRequiredService<ILoggerFactory>())));
        services.AddSingleton<DurableTaskClient>(static provider => provider.GetRequiredService<EmbeddedDurableTaskClient>());
        services.AddSingleton<IDurableTaskClientProvider>(static provider => provider.GetRequiredService<EmbeddedDurableTaskClient>());
        services.AddHostedService<DatabaseMaintenance>();
        services.AddHostedService(static provider => provider.GetRequiredService<DurableEngine>());
        return services;
    }
}

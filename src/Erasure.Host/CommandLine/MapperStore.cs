using Erasure.Aws;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Embedded.Objects;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary>A configuration's data mappers for commands: those of the file, and those in the records of the host that it is for.</summary>
internal static class MapperStore
{
    /// <summary>The mappers there are: stored ones too, where their host's database is at hand.</summary>
    public static async Task<IReadOnlyList<DataMapper>> ListAsync(ErasureConfiguration configuration, CancellationToken cancellationToken)
    {
        // Records that aren't on this machine aren't asked.
        if (configuration.Lake is null || configuration.Records is not null || SqliteDatabase.IsUnbegun(new DatabaseOptions { Path = DatabaseFile.Of(configuration) }))
        {
            return configuration.Lake?.Mappers ?? [];
        }

        await using ServiceProvider services = Open(configuration, forChanges: false);
        return await services.GetRequiredService<DataMappers>().ListAsync(cancellationToken);
    }

    /// <summary>The stored ones alone, but for those that the file declares by now; of a file that isn't right, too.</summary>
    public static async Task<IReadOnlyList<DataMapper>> StoredAsync(ErasureConfiguration configuration, CancellationToken cancellationToken)
    {
        HashSet<string> declared = new((configuration.Lake?.Mappers ?? []).Select(mapper => mapper?.Id).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        return [.. (await ListAsync(configuration with { Lake = new LakeConfiguration() }, cancellationToken)).Where(mapper => !declared.Contains(mapper.Id))];
    }

    /// <summary>The master key of a host's records, by which what they say of the lake's places can be read; null where there are none at hand, or it can't be read.</summary>
    public static IMasterKey? KeyOf(ErasureConfiguration configuration)
    {
        try
        {
            return configuration.Records is null && !DatabaseFile.IsMissing(DatabaseFile.Of(configuration)) ? MasterKeyFile.Read(configuration.Server.MasterKeyFile) : null;
        }
        catch (Exception unreadable) when (unreadable is RefusalException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Services of the mappers. Records are opened when they are first needed: for changes only where no host has them.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="forChanges">Records are to be changed.</param>
    /// <param name="masterKey">The records' key; without it, nothing is known of what was in the lake before.</param>
    public static ServiceProvider Open(ErasureConfiguration configuration, bool forChanges, IMasterKey? masterKey = null)
    {
        IServiceCollection services = new ServiceCollection().AddSingleton(TimeProvider.System).AddConfiguration(configuration).AddDeletion(remembers: masterKey is not null);
        if (masterKey is not null)
        {
            services.AddSingleton(_ => masterKey).AddSingleton<KeyedHashes>();
        }

        if (configuration.Lake?.S3 is { } s3)
        {
            services.AddS3Lake(s3, configuration.Lake.Athena);
        }
        else if (configuration.Lake?.Folder is { } folder)
        {
            services.AddSingleton<IObjectStore>(_ => FolderObjectStore.OpenForReading(folder));
        }

        if (configuration.Records?.DynamoDb is { } dynamo)
        {
            return services.AddDynamoDbRecords(dynamo).BuildServiceProvider();
        }

        DatabaseOptions database = new() { Path = DatabaseFile.Of(configuration) };
        services.AddSingleton(_ => forChanges ? SqliteDatabase.Open(database) : SqliteDatabase.OpenForReading(database));
        services.AddSingleton<SqliteRecordStore>();
        services.AddSingleton<IRecordStore>(provider => provider.GetRequiredService<SqliteRecordStore>());
        return services.BuildServiceProvider();
    }
}

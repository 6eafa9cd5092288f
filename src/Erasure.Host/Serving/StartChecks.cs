using Erasure.Api;
using Erasure.Core.Configuration;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Embedded.Sqlite;
using Erasure.Host.CommandLine;

namespace Erasure.Host.Serving;

/// <summary>What a start refuses though the file is right by itself: what this machine makes of it. One list, for <c>serve</c> and for <c>config check</c>, which changes nothing.</summary>
internal static class StartChecks
{
    /// <summary>The setting of which it is told that the database can't be used.</summary>
    public const string DataFolder = "$.server.dataFolder";

    private const string KeyFile = "$.server.masterKeyFile";

    /// <summary>Looks at everything.</summary>
    /// <param name="configuration">What is to be served.</param>
    /// <param name="isNew">An empty database is begun though there is a master key.</param>
    /// <param name="lookThrough">Look the whole database through, which a start does as it opens it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is in the way, by path. That a host runs already on this database isn't.</returns>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(ErasureConfiguration configuration, bool isNew, bool lookThrough, CancellationToken cancellationToken)
    {
        if (configuration.Records is not null)
        {
            return [new("$.records", "is for the Azure Functions app: this server keeps its records in its own database, so that a second one on the same records can't start. Leave the setting out; or, for a file that is that app's, use `config check --azure`")];
        }

        ServerConfiguration server = configuration.Server;
        DatabaseOptions database = new() { Path = DatabaseFile.Of(configuration) };
        bool isFirstStart = DatabaseFile.IsMissing(database.Path);
        bool isRunning = !isFirstStart && SqliteDatabase.IsInUse(database);
        ConfigurationProblem?[] problems =
        [
            isRunning ? null : ListenCheck.Run(server.Url),
            KeyOwed(server),
            FolderCheck.Run(server.DataFolder, DataFolder)
                ?? (configuration.Mail is { Smtp: null, Folder: { } mails } ? FolderCheck.Run(mails, "$.mail.folder") : null),
            isFirstStart && !File.Exists(server.MasterKeyFile) ? FolderCheck.Run(Path.GetDirectoryName(server.MasterKeyFile)!, KeyFile) : null,
            isFirstStart && !isNew && File.Exists(server.MasterKeyFile) ? NoDatabase(server, database.Path) : null,
            KeyProblem(server.MasterKeyFile, isFirstStart),
        ];
        if (!isFirstStart && problems.All(problem => problem is null))
        {
            problems = [await DatabaseProblemAsync(database, server.MasterKeyFile, lookThrough, cancellationToken)];
        }

        return [.. problems.OfType<ConfigurationProblem>().DistinctBy(problem => problem.Path)];
    }

    /// <summary>The database was begun with another master key.</summary>
    public static ConfigurationProblem OtherKey(string path) =>
        new(KeyFile, $"{path} isn't the master key with which this database was begun: nothing in the vault could be opened. Put that key back, or restore the database that belongs to this one");

    // Whom a proxy brings looks like this machine where the proxy says nothing of itself.
    private static ConfigurationProblem? KeyOwed(ServerConfiguration server) =>
        server.PublicUrl is { } url && !new Uri(url).IsLoopback && ApiOptions.Of(server, isLocal: true, Environment.GetEnvironmentVariable).IsOpen
            ? new("$.server.publicUrl", $"leads people from other machines here, and there is no key: set {server.ApiKeyVariable}, or give server.keys")
            : null;

    private static ConfigurationProblem NoDatabase(ServerConfiguration server, string database) => new(
        DataFolder,
        $"there is a master key, {server.MasterKeyFile}, but no database, {database}: running erasures would be forgotten. "
        + "Is server.dataFolder right, and its volume mounted? Restore the database from your backup; or, where there never was one, start with --new");

    private static ConfigurationProblem? KeyProblem(string path, bool isFirstStart)
    {
        if (isFirstStart && !File.Exists(path))
        {
            return null;
        }

        try
        {
            using LocalMasterKey key = MasterKeyFile.Read(path);
            return null;
        }
        catch (Exception refused) when (refused is RefusalException or IOException or UnauthorizedAccessException)
        {
            return new ConfigurationProblem(KeyFile, refused.Message.TrimEnd('.'));
        }
    }

    private static async Task<ConfigurationProblem?> DatabaseProblemAsync(DatabaseOptions options, string keyFile, bool lookThrough, CancellationToken cancellationToken)
    {
        try
        {
            using SqliteDatabase database = SqliteDatabase.OpenForReading(options);
            if (lookThrough)
            {
                database.LookThrough(options.CheckTime);
            }

            using LocalMasterKey key = MasterKeyFile.Read(keyFile);
            return await new MasterKeyCheck(new SqliteRecordStore(database), key).FitsAsync(cancellationToken) ? null : OtherKey(keyFile);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or RecordsUnavailableException)
        {
            return new ConfigurationProblem(DataFolder, unusable.Message.TrimEnd('.'));
        }
    }
}

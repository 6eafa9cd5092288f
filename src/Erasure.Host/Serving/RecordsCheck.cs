using Erasure.Core.Reconciliation;
using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Embedded.Files;
using Erasure.Embedded.Sqlite;
using Erasure.Host.CommandLine;

namespace Erasure.Host.Serving;

/// <summary>Whether the database and the master key are there, are sound, and belong together. Either is looked at though the other is wrong.</summary>
internal static class RecordsCheck
{
    /// <summary>Looks at both.</summary>
    /// <param name="dataFolder">The database's folder; null where the setting is wrong.</param>
    /// <param name="keyFile">The master key's file; null where the setting is wrong.</param>
    /// <param name="isNew">An empty database is begun though there is a master key.</param>
    /// <param name="lookThrough">Look the whole database through.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(string? dataFolder, string? keyFile, bool isNew, bool lookThrough, CancellationToken cancellationToken)
    {
        DatabaseOptions? database = dataFolder is null ? null : new() { Path = DatabaseFile.In(dataFolder) };
        bool hasKey = keyFile is not null && File.Exists(keyFile);

        // The key is made once there is a database: without it, one that holds nothing is what a killed first start left.
        bool isBegun = database is not null && !DatabaseFile.IsMissing(database.Path) && ((hasKey && !isNew) || !SqliteDatabase.IsUnbegun(database));
        ConfigurationProblem? folder = dataFolder is null ? null : FolderCheck.Run(dataFolder, StartChecks.DataFolder) ?? FileProblem(database!.Path);
        ConfigurationProblem? key = keyFile is null ? null
            : isBegun || hasKey ? KeyProblem(keyFile)
            : FolderCheck.LongName(keyFile, StartChecks.KeyFile) ?? FolderCheck.Run(Path.GetDirectoryName(keyFile)!, StartChecks.KeyFile);
        ConfigurationProblem? records = database is null || folder is not null ? null
            : isBegun ? await DatabaseProblemAsync(database, key is null ? keyFile : null, lookThrough, cancellationToken)
            : isNew || !DatabaseFile.IsMissing(database.Path) ? null
            : hasKey ? NoDatabase($"a master key, {keyFile}", database.Path)
            : File.Exists(DatabaseFile.LogOf(database.Path)) ? NoDatabase($"the log of a database, {DatabaseFile.LogOf(database.Path)}", database.Path)
            : null;
        return [.. new[] { folder, key, records }.OfType<ConfigurationProblem>()];
    }

    /// <summary>A host is at work on the database of that folder.</summary>
    public static bool IsRunning(string dataFolder) =>
        DatabaseFile.In(dataFolder) is var path && !DatabaseFile.IsMissing(path) && SqliteDatabase.IsInUse(new DatabaseOptions { Path = path });

    /// <summary>The database was begun with another master key.</summary>
    public static ConfigurationProblem OtherKey(string path) =>
        new(StartChecks.KeyFile, $"{path} isn't the master key with which this database was begun: nothing in the vault could be opened. Put that key back, or restore the database that belongs to this one");

    /// <summary>Records are being moved into the database, or were moved away.</summary>
    public static ConfigurationProblem Moved(string database, string refusal) => new(StartChecks.DataFolder, $"{database}: {refusal}");

    // A host that runs has it, and its locks go with any handle of this process that is closed.
    private static ConfigurationProblem? FileProblem(string database)
    {
        if (Directory.Exists(database))
        {
            return new ConfigurationProblem(StartChecks.DataFolder, $"{database} is a folder, and the database is to be there: move it away, or give another folder");
        }

        if (EndlessFile.IsAt(database))
        {
            return new ConfigurationProblem(StartChecks.DataFolder, $"{database} is a pipe, a socket or a device, and the database is to be there: move it away, or give another folder");
        }

        if (!File.Exists(database) || SqliteDatabase.IsInUse(new DatabaseOptions { Path = database }))
        {
            return null;
        }

        try
        {
            using FileStream file = new(database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return null;
        }
        catch (FileNotFoundException)
        {
            return new ConfigurationProblem(StartChecks.DataFolder, $"the database {database} is a link to what isn't there: is its volume mounted?");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationProblem(StartChecks.DataFolder, $"this user may not read and write the database {database} ({refused.GetType().Name}): give it to the user whom the host runs as");
        }
    }

    private static ConfigurationProblem NoDatabase(string whatIsThere, string database) => new(
        StartChecks.DataFolder,
        $"there is {whatIsThere}, but no database, {database}: running erasures would be forgotten. "
        + "Is server.dataFolder right, and its volume mounted? Restore the database from your backup; or, where there never was one, start with --new");

    private static ConfigurationProblem? KeyProblem(string path)
    {
        try
        {
            using LocalMasterKey key = MasterKeyFile.Read(path);
            return null;
        }
        catch (Exception refused) when (refused is RefusalException or IOException or UnauthorizedAccessException)
        {
            return new ConfigurationProblem(StartChecks.KeyFile, refused.Message.TrimEnd('.'));
        }
    }

    private static async Task<ConfigurationProblem?> DatabaseProblemAsync(DatabaseOptions options, string? keyFile, bool lookThrough, CancellationToken cancellationToken)
    {
        try
        {
            using SqliteDatabase database = SqliteDatabase.OpenForReading(options);
            if (lookThrough)
            {
                database.LookThrough(options.CheckTime);
            }

            SqliteRecordStore records = new(database);
            if (await new MoveMarks(records).RefusalAsync(cancellationToken) is { } moved)
            {
                return Moved(options.Path, moved);
            }

            if (keyFile is null)
            {
                return null;
            }

            using LocalMasterKey key = MasterKeyFile.Read(keyFile);
            return await new MasterKeyCheck(records, key).FitsAsync(cancellationToken) ? null : OtherKey(keyFile);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or RecordsUnavailableException)
        {
            return new ConfigurationProblem(StartChecks.DataFolder, unusable.Message.TrimEnd('.'));
        }
    }
}

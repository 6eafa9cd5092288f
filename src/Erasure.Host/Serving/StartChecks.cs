using Erasure.Api;
using Erasure.Core.Configuration;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using Erasure.Embedded.Sqlite;
using Erasure.Telemetry;

namespace Erasure.Host.Serving;

/// <summary>What a start refuses though the file is right by itself: what this machine makes of it. One list, for <c>serve</c> and for <c>config check</c>, which changes nothing.</summary>
internal static class StartChecks
{
    /// <summary>The setting of which it is told that the database can't be used.</summary>
    public const string DataFolder = "$.server.dataFolder";

    /// <summary>The setting of which it is told that the master key can't be used.</summary>
    public const string KeyFile = "$.server.masterKeyFile";

    private const string MailFolder = "$.mail.folder";

    private static readonly ConfigurationProblem OtherRecords = new(
        "$.records",
        "is for the Azure Functions app: this server keeps its records in its own database, so that a second one on the same records can't start. Leave the setting out; for a file that is that app's, use `config check --azure`; and `erasure migrate` moves records from here to there and back");

    /// <summary>Looks at everything.</summary>
    /// <param name="configuration">What is to be served.</param>
    /// <param name="environment">The host's.</param>
    /// <param name="isNew">An empty database is begun though there is a master key.</param>
    /// <param name="lookThrough">Look the whole database through, which a start does as it opens it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="isWrong">Of a file that isn't right: whether a setting is known to be wrong, so that what stands on it isn't looked at.</param>
    /// <returns>What is in the way, by path. That a host runs already on this database isn't.</returns>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(
        ErasureConfiguration configuration,
        HostEnvironment environment,
        bool isNew,
        bool lookThrough,
        CancellationToken cancellationToken,
        Func<string, bool>? isWrong = null)
    {
        bool IsRight(params string[] settings) => isWrong is null || !settings.Any(isWrong);
        ServerConfiguration server = configuration.Server;
        List<ConfigurationProblem?> problems =
        [
            configuration.Records is null ? null : OtherRecords,
            IsRight("$.server.publicUrl", "$.server.apiKeyVariable", "$.server.keys") ? KeyOwed(server, environment) : null,
        ];
        string? dataFolder = IsRight(DataFolder) ? server.DataFolder : null;
        problems.AddRange(await RecordsCheck.RunAsync(dataFolder, IsRight(KeyFile) ? server.MasterKeyFile : null, isNew, lookThrough, cancellationToken));
        problems.Add(!isNew && IsRight(DataFolder, KeyFile, MailFolder) ? NeitherIsThere(configuration) : null);

        // Who runs already on this database listens there.
        bool isRunning = dataFolder is not null && RecordsCheck.IsRunning(dataFolder);
        if (!isRunning && IsRight("$.server.url"))
        {
            problems.Add(ListenCheck.Run(server.Url));
        }

        // Mails are in the data folder where nothing else is said.
        if (configuration.Mail is { Smtp: null, Folder: { } mails } && IsRight(MailFolder, "$.mail.smtp")
            && !(IsBelow(mails, server.DataFolder) && (!IsRight(DataFolder) || problems.Any(problem => problem?.Path == DataFolder))))
        {
            problems.Add(FolderCheck.Run(mails, MailFolder));
        }

        if (IsRight("$.telemetry"))
        {
            problems.AddRange(TelemetryCheck.Run(configuration.Telemetry, environment));
        }

        problems.Add(environment.Failpoint is { } failpoint ? WrongFailpoint(failpoint) : null);
        return [.. problems.OfType<ConfigurationProblem>().DistinctBy(problem => problem.Path)];
    }

    private static bool IsBelow(string path, string folder) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static ConfigurationProblem? WrongFailpoint(string failpoint)
    {
        try
        {
            SqliteDatabase.CheckFailpoint(failpoint);
            return null;
        }
        catch (FormatException wrong)
        {
            return new("(environment).ERASURE_FAILPOINT", $"{wrong.Message} It kills the host, for tests: leave it unset");
        }
    }

    // Whom a proxy brings looks like this machine where the proxy says nothing of itself.
    private static ConfigurationProblem? KeyOwed(ServerConfiguration server, HostEnvironment environment) =>
        server.PublicUrl is { } url && !new Uri(url).IsLoopback && ApiOptions.Of(server, isLocal: true, environment).IsOpen
            ? new("$.server.publicUrl", $"leads people from other machines here, and there is no key: set {server.ApiKeyVariable}, or give server.keys")
            : null;

    // Whoever wrote mails here had a database, and a key: an empty folder in the place of a volume looks like a first start.
    private static ConfigurationProblem? NeitherIsThere(ErasureConfiguration configuration) =>
        DatabaseFile.Of(configuration) is var database && DatabaseFile.IsMissing(database) && !File.Exists(configuration.Server.MasterKeyFile)
        && configuration.Mail is { Smtp: null, Folder: { } mails } && Directory.Exists(mails) && Directory.EnumerateFileSystemEntries(mails).Any()
            ? new(
                DataFolder,
                $"there are mails of a host that ran here, but neither its database, {database}, nor its master key, {configuration.Server.MasterKeyFile}: running erasures would be forgotten. "
                + "Are both settings right, and their volumes mounted? Restore both from your backup; or, to begin anew, start with --new")
            : null;
}

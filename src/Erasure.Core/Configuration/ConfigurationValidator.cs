using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using NodaTime;

namespace Erasure.Core.Configuration;

/// <summary>The rules that concern more than one setting. Settings that are wrong by themselves are not judged again.</summary>
/// <param name="problems">Where they go.</param>
/// <param name="folder">Where relative folders begin.</param>
/// <param name="environment">Looks an environment variable up; null where secrets aren't needed, and aren't looked at.</param>
internal sealed partial class ConfigurationValidator(ConfigurationProblems problems, string folder, Func<string, string?>? environment)
{
    private const int MinKeyLength = 24;

    /// <summary>Adds what is wrong. Of a file with problems, required settings may be null here.</summary>
    public void Validate(ErasureConfiguration configuration)
    {
        Unique(configuration.Domains, domain => domain.Name, "$.domains", "name");
        for (int i = 0; i < configuration.Domains?.Count; i++)
        {
            if (configuration.Domains[i] is { } domain)
            {
                ValidateDomain(domain, configuration, $"$.domains[{i}]");
            }
        }

        Expect(configuration.Domains is not { Count: 0 }, "$.domains", "must name at least one domain");
        if (configuration.Lake is { } lake)
        {
            ValidateLake(lake);
        }

        Expect(
            SafeAddress.IsSafe(configuration.Records?.DynamoDb?.Endpoint) || configuration.Records!.DynamoDb.AllowPlainHttp,
            "$.records.dynamoDb.endpoint",
            "must be https; or set allowPlainHttp");
        if (configuration.Mail.Smtp is { } smtp)
        {
            Expect(smtp.User is null == smtp.PasswordVariable is null, "$.mail.smtp.passwordVariable", "goes together with user: give both or neither");
            Expect(configuration.Mail.Folder is null, "$.mail.folder", "isn't used where smtp is given: leave one of them out");
            Expect(smtp.User is null || smtp.Tls || SafeAddress.IsLoopback(smtp.Host), "$.mail.smtp.tls", "must be on where a password is sent to another machine");
        }

        Expect(DateTimeZoneProviders.Tzdb.GetZoneOrNull(configuration.Deadlines.TimeZone) is not null, "$.deadlines.timeZone", "is not an IANA time zone, such as Europe/Berlin");
        Expect(configuration.Operations.MaxSubmissionRetry >= configuration.Operations.SubmissionRetry, "$.operations.maxSubmissionRetry", "must not be shorter than submissionRetry");
        if (configuration.Alerts is { } alerts)
        {
            ValidateAlerts(alerts);
        }

        ValidateServer(configuration.Server);
        ValidatePlaces(configuration);
    }

    private void ValidateDomain(DomainConfiguration domain, ErasureConfiguration configuration, string path)
    {
        Expect(domain.Polling.MaxInterval >= domain.Polling.Interval, $"{path}.polling.maxInterval", "must not be shorter than interval");
        if (domain.Connector is { } connector)
        {
            IConnectorKind kind = Connectors.KindOf(connector);
            Expect(!kind.NeedsLake || configuration.Lake is not null || problems.Touch("$.lake"), $"{path}.connector.type", $"is {kind.Name}, but there is no $.lake");
            kind.Check(connector, $"{path}.connector", problems);
        }
    }

    private void ValidateLake(LakeConfiguration lake)
    {
        ExpectWhole(lake.Folder is null != lake.S3 is null || problems.Touch("$.lake.folder") || problems.Touch("$.lake.s3"), "$.lake", "must say where it is: give either folder or s3");
        Expect(lake.Folder is null || Directory.Exists(Path.GetFullPath(lake.Folder, folder)), "$.lake.folder", "is not a folder that exists");
        Expect(SafeAddress.IsSafe(lake.S3?.Endpoint) || lake.S3!.AllowPlainHttp, "$.lake.s3.endpoint", "must be https; or set allowPlainHttp");
        Expect(SafeAddress.IsSafe(lake.S3?.StsEndpoint) || lake.S3!.AllowPlainHttp, "$.lake.s3.stsEndpoint", "must be https; or set allowPlainHttp");
        Expect(SafeAddress.IsSafe(lake.Athena?.Endpoint) || lake.Athena!.AllowPlainHttp, "$.lake.athena.endpoint", "must be https; or set allowPlainHttp");
        Expect(lake.Athena is null || lake.Athena.MaxPoll >= lake.Athena.Poll, "$.lake.athena.maxPoll", "must not be shorter than poll");
        Unique(lake.Mappers, mapper => mapper.Id, "$.lake.mappers", "id");
        for (int i = 0; i < lake.Mappers?.Count; i++)
        {
            if (lake.Mappers[i] is not { } mapper)
            {
                continue;
            }

            string path = $"$.lake.mappers[{i}]";
            foreach (MapperProblem problem in MapperRules.Check(mapper, lake))
            {
                Expect(false, problem.Below(path), problem.Message);
            }

            for (int j = 0; j < i; j++)
            {
                Expect(
                    lake.Mappers[j] is not { } other || !MapperRules.Overlap(mapper, other, lake),
                    $"{path}.{(mapper.Table is null ? "prefix" : "table")}",
                    $"overlaps that of $.lake.mappers[{j}]: an object belongs to one mapper");
            }
        }
    }

    private void ValidateKeys(ServerConfiguration server)
    {
        HashSet<string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < server.Keys?.Count; i++)
        {
            if (server.Keys[i] is { Variable: { } variable, Roles: var roles })
            {
                ValidateKey(variable, $"$.server.keys[{i}].variable", values);
                Expect(roles is not { Count: 0 }, $"$.server.keys[{i}].roles", "must name at least one role");
            }
        }

        Unique(server.Keys, key => key.Name ?? key.Variable, "$.server.keys", "name");

        ValidateKey(server.ApiKeyVariable, "$.server.apiKeyVariable", values);
        Expect(
            environment is null || ListenAddress.TryParse(server.Url) is not { IsLoopback: false } || values.Count > 0 || new HostEnvironment(environment).IsBehindEasyAuth,
            "$.server.apiKeyVariable",
            $"names an environment variable that isn't set ({server.ApiKeyVariable}), and there are no keys: whoever can be reached from other machines needs one");
    }

    // Two holders of one key would have the roles of whichever comes first.
    private void ValidateKey(string variable, string path, HashSet<string> values)
    {
        if (environment?.Invoke(variable) is { Length: > 0 } key)
        {
            Expect(HeaderValue.IsRight(key), path, $"names a variable ({variable}) whose key no header can carry: it {HeaderValue.Form}");
            Expect(key.Length >= MinKeyLength, path, $"names a variable ({variable}) whose key is too short: use at least {MinKeyLength} characters, such as those of `openssl rand -hex 32`");
            Expect(values.Add(key), path, $"names a variable ({variable}) whose key another one holds too");
        }
    }

    private void ValidateServer(ServerConfiguration server)
    {
        ValidateKeys(server);
        string data = Path.GetFullPath(server.DataFolder, folder) + Path.DirectorySeparatorChar;
        Expect(
            !Path.GetFullPath(server.MasterKeyFile, folder).StartsWith(data, StringComparison.Ordinal),
            "$.server.masterKeyFile",
            "must not be in dataFolder: a copy of the data must not hold the key to it");
    }

    // What a job rewrites or lists must be neither our own records nor the key to them.
    private void ValidatePlaces(ErasureConfiguration configuration)
    {
        ServerConfiguration server = configuration.Server;
        string data = Path.GetFullPath(server.DataFolder, folder);
        ExpectMounted(server.DataFolder, "$.server.dataFolder");
        ExpectMounted(server.MasterKeyFile, "$.server.masterKeyFile");
        ExpectMounted(configuration.Mail.Folder, "$.mail.folder");
        Expect(!File.Exists(data), "$.server.dataFolder", "is a file: give a folder");
        Expect(!Directory.Exists(Path.GetFullPath(server.MasterKeyFile, folder)), "$.server.masterKeyFile", "is a folder: give a file in it");
        if (configuration.Lake is not { Folder: { } lake })
        {
            return;
        }

        string root = Path.GetFullPath(lake, folder);
        Expect(!string.Equals(data, root, StringComparison.Ordinal), "$.server.dataFolder", "is the lake's folder: give it one of its own");
        foreach (DataMapper mapper in configuration.Lake.Mappers?.OfType<DataMapper>() ?? [])
        {
            if (mapper.Prefix is { } prefix)
            {
                string objects = $"{root.TrimEnd(Path.DirectorySeparatorChar)}{Path.DirectorySeparatorChar}{prefix}";
                bool IsAmong(string path) => Path.GetFullPath(path, folder).StartsWith(objects, StringComparison.Ordinal);
                Expect(!IsAmong(server.MasterKeyFile), "$.server.masterKeyFile", $"is among the objects of the data mapper {mapper.Id}");
                Expect(!IsAmong(Path.Combine(data, "erasure.db")), "$.server.dataFolder", $"is among the objects of the data mapper {mapper.Id}");
                Expect(configuration.Mail.Folder is null || !IsAmong(Path.Combine(configuration.Mail.Folder, "mail")), "$.mail.folder", $"is among the objects of the data mapper {mapper.Id}");
            }
        }
    }

    private void Unique<T>(IReadOnlyList<T>? items, Func<T, string> key, string path, string setting)
        where T : class
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < items?.Count; i++)
        {
            Expect(items[i] is null || key(items[i]) is not { } value || seen.Add(value), $"{path}[{i}].{setting}", "is used already");
        }
    }

    private void Expect(bool isRight, string path, string message) => problems.Expect(isRight, path, message);

    // Of a record as a whole: what is wrong somewhere in it is another matter.
    private void ExpectWhole(bool isRight, string path, string message)
    {
        if (!isRight)
        {
            problems.Add(path, message);
        }
    }

    // What is made in the place of a link, or fails to be, isn't where it was meant to be.
    private void ExpectMounted(string? place, string setting)
    {
        string? path = place is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(place, folder));
        while (path is not null && !Directory.Exists(path))
        {
            Expect(!IsLinkToNowhere(path), setting, $"leads over {path}, a link to what isn't there: is its volume mounted?");
            path = Path.GetDirectoryName(path);
        }
    }

    // Where no folder is: of a link that leads nowhere File.Exists says that it is there.
    private static bool IsLinkToNowhere(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true };
}

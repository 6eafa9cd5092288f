using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Language;
using Erasure.Core.Mail;
using Erasure.Core.Objects;
using Erasure.Core.Server;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Embedded.Objects;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.CommandLine;

/// <summary>A dry run for one person by a server of its own: a lake of a configuration and nothing else, a database that is gone afterwards, and a key that is on no disk. Whoever serves that configuration isn't disturbed.</summary>
internal static class DryRun
{
    private const string Identifiers = "match.identifiers";
    private const string InvalidIdentifiers = "invalid-identifiers";

    private const string KeyVariable = "ERASURE_DRY_RUN_KEY";

    private const string FolderPrefix = "erasure-dry-run-";

    private static readonly string[] Passing = [StoreReasons.NoAnswer, StoreReasons.Throttled, StoreReasons.Io];

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <returns>The job's report, as the API gives it.</returns>
    /// <exception cref="RefusalException">What is asked can't be, or the job couldn't begin.</exception>
    public static async Task<JsonNode> RunAsync(ErasureConfiguration configuration, JsonElement identifiers, CancellationToken cancellationToken)
    {
        LakeConfiguration lake = configuration.Lake ?? throw new RefusalException("no-lake", "This configuration has no lake, and domains can't be asked what they would erase.");
        RemoveLeftovers();
        string folder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        string key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        try
        {
            using FileStream held = Hold(folder, FileMode.CreateNew);
            (IReadOnlyList<DataMapper> mappers, IReadOnlyList<DataMapper> filled) = await MappersAsync(configuration, cancellationToken);
            ErasureConfiguration alone = new()
            {
                Domains = [new DomainConfiguration { Name = "lake", Admin = configuration.Domains[0].Admin, Connector = new LakeConnectorConfiguration() }],
                Lake = lake with { Mappers = mappers, Job = lake.Job with { Schedule = null } },
                Mail = new MailConfiguration { Folder = Path.Combine(folder, "mail") },
                Server = new ServerConfiguration { Url = "http://127.0.0.1:0", DataFolder = Path.Combine(folder, "data"), MasterKeyFile = Path.Combine(folder, "master.key"), ApiKeyVariable = KeyVariable },
            };
            using LocalMasterKey masterKey = new(RandomNumberGenerator.GetBytes(LocalMasterKey.Length));
            await using ErasureServer server = await ErasureServer.StartAsync(alone, ConsoleLogging.From(LogLevel.Critical), cancellationToken, change: services => Change(services, lake, masterKey), environment: HostEnvironment.Read().With(KeyVariable, key));
            IMapperChecks checks = server.Services.GetRequiredService<IMapperChecks>();
            foreach (DataMapper mapper in filled)
            {
                await checks.TakeOverAsync(mapper, cancellationToken);
            }

            await ExpectAnswerAsync(checks, mappers, cancellationToken);

            using HttpClient client = new() { BaseAddress = new Uri(server.Url), DefaultRequestHeaders = { { "x-api-key", key } } };
            return await FollowAsync(client, identifiers, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What runs left that were killed: folders that no process holds.
    private static void RemoveLeftovers()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), $"{FolderPrefix}*"))
        {
            try
            {
                Hold(left, FileMode.Open).Dispose();
                Directory.Delete(left, recursive: true);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // Held, another user's, or another run was faster.
            }
        }
    }

    // The lock on it is gone with the process, however that dies.
    private static FileStream Hold(string folder, FileMode mode) => new(Path.Combine(folder, "held"), mode, FileAccess.ReadWrite, FileShare.None);

    // This server remembers nothing of the lake. The one of the configuration may: that a place is empty since erasures emptied it is right, and in another one there were objects.
    private static async Task<(IReadOnlyList<DataMapper> All, IReadOnlyList<DataMapper> Filled)> MappersAsync(ErasureConfiguration configuration, CancellationToken cancellationToken)
    {
        IReadOnlyList<DataMapper> mappers = await MapperStore.ListAsync(configuration, cancellationToken);
        if (MapperStore.KeyOf(configuration) is not { } key)
        {
            return (mappers, []);
        }

        await using ServiceProvider services = MapperStore.Open(configuration, forChanges: false, key);
        IMapperChecks checks = services.GetRequiredService<IMapperChecks>();
        List<DataMapper> told = [];
        List<DataMapper> filled = [];
        foreach (DataMapper mapper in mappers)
        {
            bool isEmptied = await checks.IsEmptiedAsync(mapper, cancellationToken);
            told.Add(isEmptied ? mapper with { MayBeEmpty = true } : mapper);
            if (!isEmptied && await checks.HadObjectsAsync(mapper, cancellationToken))
            {
                filled.Add(mapper);
            }
        }

        return (told, filled);
    }

    // A host that runs may be replacing objects: what it hasn't finished isn't ours to clear away.
    private static void Change(IServiceCollection services, LakeConfiguration lake, IMasterKey masterKey)
    {
        services.AddSingleton(masterKey);
        if (lake.Folder is { } folder)
        {
            services.AddSingleton<IObjectStore>(_ => FolderObjectStore.OpenForReading(folder));
        }
    }

    // A job tries again for minutes what may pass, and says nothing meanwhile.
    private static async Task ExpectAnswerAsync(IMapperChecks checks, IReadOnlyList<DataMapper> mappers, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckedMapper> looked = await checks.CheckAllAsync(mappers, LakeCheck.Patience, TimeProvider.System, cancellationToken);
        MapperProblem[] silent = [.. looked.Select(mapper => mapper.Problems.FirstOrDefault(problem => Passing.Contains(problem.Code))).OfType<MapperProblem>()];
        if (silent.Length > 0 && silent.Length == looked.Count)
        {
            string why = English.Sentences(silent.Select(problem => problem.Message).Distinct(StringComparer.Ordinal));
            throw new RefusalException(silent[0].Code, $"Nothing can be searched. {why}");
        }
    }

    // As it was typed: the request around it is ours.
    private static string FieldOf(string field) => field == Identifiers ? DryRunCommand.Argument
        : field.StartsWith($"{Identifiers}.", StringComparison.Ordinal) ? $"{DryRunCommand.Argument}: {field[(Identifiers.Length + 1)..]}"
        : field;

    private static async Task<JsonNode> FollowAsync(HttpClient client, JsonElement identifiers, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/api/deletion-jobs", new { dryRun = true, match = new { identifiers } }, cancellationToken);
        JsonNode started = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        if (!response.IsSuccessStatusCode)
        {
            JsonArray errors = started["errors"] as JsonArray ?? [];
            string code = errors.Select(problem => (string?)problem!["code"]).FirstOrDefault(code => code is not null) ?? (errors.Count > 0 ? InvalidIdentifiers : ((string)started["type"]!).Split(':')[^1]);
            string why = errors.Count > 0 ? string.Join("\nerasure: ", errors.Select(problem => $"{FieldOf((string)problem!["field"]!)} {problem["message"]}")) : (string)started["detail"]!;
            throw code == InvalidIdentifiers ? new UsageException(why, code: code) : new RefusalException(code, why);
        }

        string job = $"/api/deletion-jobs/{started["id"]}";
        while ((await client.GetFromJsonAsync<JsonNode>(job, cancellationToken))!["endedAt"] is null)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        return (await client.GetFromJsonAsync<JsonNode>($"{job}/report", cancellationToken))!;
    }
}

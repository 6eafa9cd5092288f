using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Deadlines;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Core.Objects;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared.Engine;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Tests.Shared.Jobs;

/// <summary>A lake of files, a vault with a person in it, and an engine that runs deletion jobs.</summary>
internal sealed class JobWorld : IAsyncDisposable
{
    public const string UserId = "u-2042";
    public const string Email = "mira.lindqvist@example.org";
    public static readonly DomainErasure Erasure = new("0190a", "lake", 1, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
    public static readonly Sealed<Subject> Person = new(new Subject(new Dictionary<string, string> { ["user_id"] = UserId, ["customer_id"] = "302042", ["email"] = Email }));
    private static readonly byte[] MasterKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly EngineHost host;
    private readonly LakeConnector connector;
    private bool isDisposed;

    private JobWorld(EngineHost host)
    {
        this.host = host;
        connector = new LakeConnector(null, host.Services.GetRequiredService<ErasureMatches>());
    }

    public EngineHost Host => host;

    public IDeletionJobs Jobs => host.Services.GetRequiredService<IDeletionJobs>();

    public IObjectFailures Failures => host.Services.GetRequiredService<IObjectFailures>();

    public IDeletionQueue Queue => host.Services.GetRequiredService<IDeletionQueue>();

    public static ErasureConfiguration Configuration(string folder, JobConfiguration? job = null, params DataMapper[] mappers) => new()
    {
        Domains = [],
        Lake = new LakeConfiguration { Folder = Path.Combine(folder, "lake"), Mappers = mappers, Job = job ?? new JobConfiguration() },
    };

    public static DataMapper Mapper(string id, DataFormat format, string identifier = "user_id", params string[] columns) => new()
    {
        Id = id,
        Prefix = id,
        Format = format,
        Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { [identifier] = [.. columns] },
    };

    public static async Task<JobWorld> StartAsync(
        string folder,
        ErasureConfiguration configuration,
        Func<IObjectStore, IObjectStore>? objects = null,
        Func<IRecordStore, IRecordStore>? records = null,
        Action<IServiceCollection>? lake = null,
        ISecondOpinion? opinion = null)
    {
        DurableTaskRegistry catalog = new DurableTaskRegistry().AddDeletionJobs();
        EngineHost engine = await EngineHost.StartAsync(folder, catalog, new ManualTimeProvider(), configure: services =>
        {
            AddTo(services, configuration, objects, records, lake);
            if (opinion is not null)
            {
                services.AddSingleton(opinion);
            }
        });
        await engine.Services.GetRequiredService<SubjectVault>().SealAsync(Erasure.ErasureId, Person, null, CancellationToken.None);
        return new JobWorld(engine);
    }

    /// <summary>Adds all that a job needs but records and an engine.</summary>
    public static void AddTo(
        IServiceCollection services,
        ErasureConfiguration configuration,
        Func<IObjectStore, IObjectStore>? objects = null,
        Func<IRecordStore, IRecordStore>? records = null,
        Action<IServiceCollection>? lake = null)
    {
        services.AddConfiguration(configuration);
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(MasterKey));
        services.AddSingleton<KeyedHashes>();
        services.AddSingleton<SubjectVault>();
        if (lake is null)
        {
            FolderObjectStore store = new(Directory.CreateDirectory(configuration.Lake!.Folder!).FullName);
            services.AddSingleton(objects?.Invoke(store) ?? store);
        }
        else
        {
            lake(services);
        }

        services.AddSingleton(provider => new JobStore(records?.Invoke(provider.GetRequiredService<IRecordStore>()) ?? provider.GetRequiredService<IRecordStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new DeadlineCalculator(configuration.Deadlines));
        services.AddDeletion();
    }

    public static void Write(string folder, string key, string text)
    {
        string path = Path.Combine(folder, "lake", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!key.EndsWith(".gz", StringComparison.Ordinal))
        {
            File.WriteAllText(path, text);
            return;
        }

        using GZipStream gzip = new(File.Create(path), CompressionLevel.Optimal);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }

    public static void CopySample(string folder, string sample, string key)
    {
        string path = Path.Combine(folder, "lake", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Repository.PathOf("src", "Erasure.Host", "Demo", "samples", sample), path);
    }

    public static string Read(string folder, string key)
    {
        string path = Path.Combine(folder, "lake", key);
        if (!key.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllText(path);
        }

        using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    public Task<Outcome> SubmitAsync(int attempt = 1) => connector.SubmitAsync(Erasure with { Attempt = attempt }, Person, CancellationToken.None);

    public Task<Outcome> CheckAsync(int attempt = 1) => connector.CheckAsync(Erasure with { Attempt = attempt }, Person, CancellationToken.None);

    public async Task<JsonObject> DescribeAsync(int attempt = 1) =>
        (await connector.DescribeAsync(Erasure with { Attempt = attempt }, CancellationToken.None))!.AsObject();

    /// <summary>Id of the job that the erasure's report tells of.</summary>
    public async Task<string> JobIdAsync(int attempt = 1) => (string)(await DescribeAsync(attempt))["job"]!;

    /// <summary>What jobs have erased for the person so far.</summary>
    public Task<ErasedSoFar?> ErasedAsync() => connector.ErasedAsync(Erasure, CancellationToken.None);

    public Task ReleaseAsync() => connector.ReleaseAsync(Erasure, CancellationToken.None);

    /// <summary>Submits, lets an hour pass, and asks.</summary>
    public async Task<Outcome> RunAsync(int attempt = 1)
    {
        Outcome submitted = await SubmitAsync(attempt);
        if (submitted is not Outcome.Pending)
        {
            return submitted;
        }

        await host.RunForAsync(TimeSpan.FromHours(1));
        return await CheckAsync(attempt);
    }

    /// <summary>Events of the longest history there is now.</summary>
    public long LongestHistory() => host.LargestHistory();

    public async ValueTask DisposeAsync()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            await host.DisposeAsync();
        }
    }
}

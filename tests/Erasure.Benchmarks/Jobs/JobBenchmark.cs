using System.Diagnostics;
using System.Globalization;
using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Mail;
using Erasure.Core.Objects;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Benchmarks.Jobs;

/// <summary>
/// One deletion job of very many objects and matches. The objects are simulated, and so small that the figures are those of everything around them: queue, manifest, records, workflows.
/// </summary>
internal static class JobBenchmark
{
    private const int FoundEvery = 100;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args)
    {
        int objects = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300_000;
        int matches = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000_000;
        string folder = Directory.CreateTempSubdirectory("erasure-jobs-").FullName;
        try
        {
            await using ServiceProvider services = Build(folder, objects);
            DurableEngine engine = services.GetRequiredService<DurableEngine>();
            await engine.StartAsync(CancellationToken.None);
            await FillAsync(services, matches);
            await RunAsync(services, objects, matches);
            await engine.StopAsync(CancellationToken.None);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ServiceProvider Build(string folder, int objects)
    {
        JobConfiguration limits = new() { ConcurrentBatches = 8, ConcurrentObjects = 16, ConcurrentOverall = 128 };
        DataMapper mapper = new()
        {
            Id = "sim",
            Prefix = SimulatedLake.Prefix,
            Format = DataFormat.Json,
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>>(StringComparer.Ordinal) { ["user_id"] = ["by"] },
        };
        ErasureConfiguration configuration = new() { Domains = [], Lake = new LakeConfiguration { Folder = folder, Mappers = [mapper], Job = limits } };
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(new byte[LocalMasterKey.Length]));
        services.AddSingleton<IObjectStore>(new SimulatedLake(objects, number => number % FoundEvery == 0));
        services.AddSingleton<IConnectors>(_ => throw new NotSupportedException("There are no domains."));
        services.AddSingleton<IMailTransport>(_ => throw new NotSupportedException("There are no mails."));
        services.AddErasureCore(configuration);
        services.AddEmbeddedEngine(
            new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") },
            new EngineOptions { MaxConcurrentByActivity = Core.Deletion.DeletionTasks.ActivityLimits(configuration.Lake) });
        return services.BuildServiceProvider();
    }

    private static async Task FillAsync(ServiceProvider services, int matches)
    {
        Stopwatch watch = Stopwatch.StartNew();
        QueueIntake queue = await services.GetRequiredService<IDeletionQueue>().OpenAsync(CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, matches), new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, token) =>
            await queue.AddAsync(
                new MatchRequest
                {
                    Kind = MatchKind.Simple,
                    Values = new Sealed<Subject>(new Subject(new Dictionary<string, string>(StringComparer.Ordinal) { [""] = SimulatedLake.PersonOf(i) })),
                },
                token));
        await PrintAsync($"{matches:N0} matches queued in {watch.Elapsed.TotalSeconds:N0} s, {matches / watch.Elapsed.TotalSeconds:N0} a second");
    }

    private static async Task RunAsync(ServiceProvider services, int objects, int matches)
    {
        IDeletionJobs jobs = services.GetRequiredService<IDeletionJobs>();
        JobStore store = services.GetRequiredService<JobStore>();
        string database = services.GetRequiredService<SqliteDatabase>().Path;
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        string id = ((JobStart.Started)await jobs.StartAsync(null, isDryRun: false, CancellationToken.None)).JobId;
        long longest = 0;
        DeletionJob job;
        while (!(job = (await jobs.GetAsync(id, CancellationToken.None))!).State.IsOver())
        {
            await Task.Delay(Look, TimeProvider.System);
            longest = Math.Max(longest, LongestHistory(database));
            await ShowProgressAsync(store, id, watch.Elapsed);
        }

        double seconds = ((job.EndedAt - job.StartedAt)?.TotalSeconds).GetValueOrDefault();
        longest = Math.Max(longest, LongestHistory(database));
        using Process self = Process.GetCurrentProcess();
        JobReport report = (await jobs.GetReportAsync(id, CancellationToken.None))!;
        await PrintAsync($"job of {objects:N0} objects and {matches:N0} matches: {job.State}, {job.Totals!.Objects:N0} objects, {job.Totals.RowsErased:N0} rows erased, {job.MatchesKept:N0} matches kept");
        await PrintAsync($"time {seconds:N0} s ({objects / seconds:N0} objects and {matches / seconds:N0} matches a second), {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:N0} s of CPU");
        await PrintAsync($"phases {string.Join(", ", report.Phases.Select(phase => $"{phase.Key} {phase.Value.TotalSeconds:N0} s"))}; the rest is gathering, planning and cleaning up");
        await PrintAsync($"largest history {longest:N0} events; peak memory {self.PeakWorkingSet64 / 1e6:N0} MB; database {new FileInfo(database).Length / 1e6:N0} MB");
        await foreach ((_, JobEvent happening) in store.EventsAsync(id, after: null, CancellationToken.None))
        {
            await PrintAsync($"  {(happening.At - job.StartedAt)?.TotalSeconds,8:N1} s  round {happening.Round}  {happening.Name}  {happening.Count:N0}");
        }
    }

    private static async Task ShowProgressAsync(JobStore store, string id, TimeSpan elapsed)
    {
        (_, JobEvent? last) = await store.EventsAsync(id, after: null, CancellationToken.None).LastOrDefaultAsync();
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {elapsed.TotalSeconds,6:N0} s, {Environment.WorkingSet / 1e6:N0} MB, after {last?.Name}"));
    }

    private static long LongestHistory(string database)
    {
        using SqliteConnection connection = new($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand count = connection.CreateCommand();
        count.CommandText = "SELECT COALESCE(MAX(n), 0) FROM (SELECT SUM(json_array_length(CAST(events AS TEXT))) AS n FROM history GROUP BY id >> 24)";
        return (long)count.ExecuteScalar()!;
    }

    private static Task PrintAsync(FormattableString line) => Console.Out.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}

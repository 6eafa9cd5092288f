using System.Diagnostics;
using Erasure.Core;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;
using Erasure.Embedded;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Benchmarks.Erasures;

/// <summary>How many requests a second are taken in durably, and what an erasure of three synchronous domains costs to its end. Aims: 1,000 a second, 5 ms of CPU.</summary>
internal static class IntakeBenchmark
{
    /// <summary>Arguments: requests (default 10000), callers at once (default 128).</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        int requests = args.Length > 0 ? int.Parse(args[0]) : 10_000;
        int callers = args.Length > 1 ? int.Parse(args[1]) : 128;
        string folder = Directory.CreateTempSubdirectory("erasure-benchmark-").FullName;
        try
        {
            await using ServiceProvider services = Build(folder);
            DurableEngine engine = services.GetRequiredService<DurableEngine>();
            IErasureService erasures = services.GetRequiredService<IErasureService>();
            await MeasureAsync("intake alone", requests, callers, erasures, engine: null);
            await engine.StartAsync(CancellationToken.None);
            await engine.WhenIdleAsync();
            await MeasureAsync("intake and three domains each", requests, callers, erasures, engine);
            await engine.StopAsync(CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task MeasureAsync(string what, int requests, int callers, IErasureService erasures, DurableEngine? engine)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        double[] latencies = new double[requests];
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (i, stop) =>
        {
            long start = Stopwatch.GetTimestamp();
            IntakeResult result = await erasures.ReceiveAsync(Request($"{what}-{i}"), stop);
            latencies[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (result is not IntakeResult.Accepted { IsNew: true })
            {
                throw new InvalidOperationException($"Request {i} was not taken in.");
            }
        });
        double answered = watch.Elapsed.TotalSeconds;
        if (engine is not null)
        {
            await engine.WhenIdleAsync();
        }

        double cpu = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        Array.Sort(latencies);
        Console.WriteLine($"{what}: {requests / answered:0} answers/s with {callers} callers; answer after {latencies[requests / 2]:0.0} ms (median), {latencies[requests * 99 / 100]:0.0} ms (99 %)");
        Console.WriteLine($"{what}: {watch.Elapsed.TotalSeconds:0.0} s in all, {cpu / requests:0.00} ms of CPU each");
    }

    private static IntakeRequest Request(string userId) => new()
    {
        Subject = new Sealed<Subject>(new Subject(new Dictionary<string, string> { ["user_id"] = userId })),
    };

    private static ServiceProvider Build(string folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddErasureCore(new ErasureConfiguration
        {
            Domains = [.. new[] { "project", "orders", "customers" }.Select(name => new DomainConfiguration { Name = name, Admin = "admin@example.org", Connector = new LakeConnectorConfiguration() })],
        });
        services.AddSingleton<IMasterKey>(_ => new LocalMasterKey(new byte[LocalMasterKey.Length]));
        services.AddSingleton<IConnectors, InstantDomains>();
        services.AddSingleton<IMailTransport, NoMail>();
        services.AddEmbeddedEngine(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") });
        return services.BuildServiceProvider();
    }

    private sealed class InstantDomains : IConnectors, IConnector
    {
        public IConnector For(string domain) => this;

        public Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) => Task.FromResult<Outcome>(new Outcome.Erased(1));

        public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) => Task.FromResult<Outcome>(new Outcome.Erased(1));
    }

    private sealed class NoMail : IMailTransport
    {
        public Task DeliverAsync(MailMessage mail, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

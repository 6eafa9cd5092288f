using System.Diagnostics;
using System.Globalization;
using System.Text;
using Erasure.Core;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Benchmarks.Engine;

/// <summary>A day of very many requests: twelve a second, which is a million a day, and all at once; three domains, each with its own limits.</summary>
internal static class DayBenchmark
{
    private const int Steady = 12;
    private const int Page = 500;

    /// <param name="args">
    /// Requests, 100,000 where they aren't given, and how many times as fast as the machine's clock the steady day goes, 12 where it isn't. Or one part: <c>steady|burst FOLDER REQUESTS SPEED</c>.
    /// </param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["steady" or "burst", string folder, string count, string factor])
        {
            await Console.Out.WriteLineAsync(await MeasureAsync(args[0] == "steady", folder, int.Parse(count, CultureInfo.InvariantCulture), double.Parse(factor, CultureInfo.InvariantCulture)));
            return 0;
        }

        string requests = args.Length > 0 ? args[0] : "100000";
        string speed = args.Length > 1 ? args[1] : "12";
        string steady = await Benchmark.InNewFolderAsync(to => Benchmark.SelfAsync("day", "steady", to, requests, speed));
        await Console.Error.WriteLineAsync(steady);
        string burst = await Benchmark.InNewFolderAsync(to => Benchmark.SelfAsync("day", "burst", to, requests, "1"));
        await Benchmark.WriteAsync("day.md", $"""
            # A day of a million requests

            `dotnet run -c Release --project tests/Erasure.Benchmarks -- day {requests} {speed}` wrote this on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}:
            {Benchmark.Machine()}.
            The embedded engine with three domains that answer in memory, each after a while and with its own limits (`domains[].limits`); each counts what it is asked.
            Steady is {Steady} requests a second by a clock that goes {speed} times as fast as the machine's; the burst is all at once, by the machine's clock.

            {steady}

            {burst}

            """);
        return 0;
    }

    private static async Task<string> MeasureAsync(bool isSteady, string folder, int requests, double speed)
    {
        using var self = Process.GetCurrentProcess();
        TimeProvider time = speed == 1 ? TimeProvider.System : new FastTimeProvider(speed);
        MeteredDomain[] domains = isSteady
            ? [new("project", 4, 15, Milliseconds(100), time), new("orders", 2, null, Milliseconds(60), time), new("customers", 8, 40, Milliseconds(250), time)]
            : [new("project", 8, 150, Milliseconds(10), time), new("orders", 2, null, Milliseconds(4), time), new("customers", 16, 400, Milliseconds(30), time)];
        await using BenchmarkHost host = await BenchmarkHost.StartAsync(folder, new Connectors(domains), [.. domains.Select(static domain => domain.Configuration)], time);
        DateTimeOffset begun = time.GetUtcNow();
        await (isSteady ? ReceiveSteadilyAsync(host, requests, time) : host.ReceiveAsync(requests));
        TimeSpan takenIn = time.GetUtcNow() - begun;
        while (host.Running() > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        TimeSpan ended = time.GetUtcNow() - begun;
        int completed = await CompletedAsync(host);
        self.Refresh();
        return Table(isSteady ? $"Steady, {Steady} a second" : "All at once", requests, completed, takenIn, ended, self, host.Database.Path, domains);
    }

    private static string Table(string title, int requests, int completed, TimeSpan takenIn, TimeSpan ended, Process self, string database, IReadOnlyList<MeteredDomain> domains)
    {
        StringBuilder rows = new();
        foreach (MeteredDomain domain in domains)
        {
            rows.AppendLine(CultureInfo.InvariantCulture, $"| {domain.Name} | {domain.Calls:N0} | {domain.MostAtOnce} | {domain.Configuration.Limits.Concurrency} | {domain.MostInASecond} | {domain.Configuration.Limits.PerSecond?.ToString(CultureInfo.InvariantCulture) ?? "none"} | {(domain.IsOverrun ? "**yes**" : "no")} |");
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            ## {title}

            {requests:N0} requests, taken in within {takenIn:h\:mm\:ss}, all ended after {ended:h\:mm\:ss}: {completed:N0} `Completed`.
            At most {self.PeakWorkingSet64 / 1e6:N0} MB of memory; {new FileInfo(database).Length / 1e6:N0} MB on disk; {self.TotalProcessorTime.TotalMilliseconds / requests:N1} ms of CPU an erasure.

            | Domain | Calls | Most at once | allowed | Most in a second | allowed | Overrun |
            |---|---|---|---|---|---|---|
            {rows.ToString().TrimEnd()}
            """);
    }

    private static async Task ReceiveSteadilyAsync(BenchmarkHost host, int requests, TimeProvider time)
    {
        DateTimeOffset begun = time.GetUtcNow();
        List<Task> under = [];
        for (int number = 0; number < requests; number++)
        {
            TimeSpan wait = begun + TimeSpan.FromSeconds((double)number / Steady) - time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time);
            }

            under.RemoveAll(static task => task.IsCompletedSuccessfully);
            under.Add(host.Erasures.ReceiveAsync(BenchmarkHost.Request(number), CancellationToken.None));
        }

        await Task.WhenAll(under);
    }

    private static async Task<int> CompletedAsync(BenchmarkHost host)
    {
        int completed = 0;
        string? next = null;
        do
        {
            ErasurePage page = await host.Erasures.ListAsync(new ErasureFilter { States = [ErasureState.Completed] }, Page, next, CancellationToken.None);
            completed += page.Erasures.Count;
            next = page.Continuation;
        }
        while (next is not null);
        return completed;
    }

    private static TimeSpan Milliseconds(double number) => TimeSpan.FromMilliseconds(number);

    private sealed class Connectors(IReadOnlyList<MeteredDomain> domains) : IConnectors
    {
        public IConnector For(string domain) => domains.First(one => one.Name == domain);
    }
}

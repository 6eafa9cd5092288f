using System.Diagnostics;
using System.Globalization;
using Erasure.Core.Domains;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;

namespace Erasure.Benchmarks.Engine;

/// <summary>A million erasures of three domains asleep: memory of a fresh process, and how soon it is back.</summary>
/// <remarks>
/// A thousand are taken in and put to sleep by the product; the others are copies of their rows in the engine's tables (instances,
/// history, timers), made with SQL. Records (vault, ledger) aren't copied: nothing reads them while an erasure sleeps.
/// </remarks>
internal static class SleepBenchmark
{
    private const int MostReal = 1000;

    public static async Task PrepareAsync(string folder, int total)
    {
        await using BenchmarkHost host = await BenchmarkHost.StartAsync(folder, new Outcome.Pending());
        int real = Math.Min(MostReal, total / 2);
        await host.ReceiveAsync(real);
        await host.Engine.WhenIdleAsync();
        long stride = await host.Database.WriteAsync(static write => (long)write.Sql.Scalar("SELECT max(key) FROM instances")!);
        string copied = string.Join(", ", InstanceRow.Columns.Split(", ").Select(static column => column switch
        {
            "key" or "parent" => $"{column} + $1",
            "id" => "printf('%08x', $2) || substr(id, 9)",
            _ => column,
        }));
        for (int copy = 1; copy < total / real; copy++)
        {
            int number = copy;
            await host.Database.WriteAsync(write =>
            {
                write.Sql.Execute(
                    $"""
                    INSERT INTO instances ({InstanceRow.Columns})
                    SELECT {copied} FROM instances WHERE key <= $3
                    """,
                    stride * number, number, stride);
                write.Sql.Execute("INSERT INTO history SELECT id + ($1 << 24), events FROM history WHERE id < ($2 + 1) << 24", stride * number, stride);
                return write.Sql.Execute(
                    "INSERT INTO timers SELECT instance + $1, task, due + $2 FROM timers WHERE instance <= $3", stride * number, number * TimeSpan.TicksPerMinute, stride);
            });
        }

        await host.Database.EraseTracesAsync();
    }

    /// <summary>Runs in a process of its own: starts on what was prepared, takes one more erasure, wakes nobody.</summary>
    public static async Task<string> RestartAsync(string folder)
    {
        using var self = Process.GetCurrentProcess();
        await using BenchmarkHost host = await BenchmarkHost.StartAsync(folder, new Outcome.Pending());
        DateTimeOffset? due = await host.Engine.NextTimerDueAsync();
        await host.Erasures.ReceiveAsync(BenchmarkHost.Request(-1), CancellationToken.None);
        await host.Engine.WhenIdleAsync();
        double seconds = (TimeProvider.System.GetLocalNow().DateTime - self.StartTime).TotalSeconds;
        long instances = host.Database.Read(static sql => (long)sql.Scalar("SELECT count(*) FROM instances")!);
        long timers = host.Database.Read(static sql => (long)sql.Scalar("SELECT count(*) FROM timers")!);
        self.Refresh();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {instances:N0} instances with {timers:N0} timers, {new FileInfo(host.Database.Path).Length / 1e9:N1} GB | back after {seconds:N1} s | {self.PeakWorkingSet64 / 1e6:N0} MB at most | next timer known: {due is not null} |");
    }
}

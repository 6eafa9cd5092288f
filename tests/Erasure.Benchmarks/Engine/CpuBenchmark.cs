using System.Diagnostics;
using System.Globalization;
using Erasure.Core.Domains;

namespace Erasure.Benchmarks.Engine;

/// <summary>CPU time of the whole process per erasure of three domains, from intake to report and destroyed identifiers, HTTP left out.</summary>
internal static class CpuBenchmark
{
    private const int WarmUp = 2000;
    private const int Erasures = 3000;

    public static async Task<string> RunAsync(string folder)
    {
        await using BenchmarkHost host = await BenchmarkHost.StartAsync(folder, new Outcome.Erased(1));
        await host.ReceiveAsync(WarmUp);
        await host.Engine.WhenIdleAsync();

        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await host.ReceiveAsync(Erasures);
        await host.Engine.WhenIdleAsync();
        double seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
        double cpu = (self.TotalProcessorTime - before).TotalMilliseconds / Erasures;
        return string.Create(CultureInfo.InvariantCulture, $"| {Erasures:N0} erasures of three domains | {cpu:N2} ms of CPU each | {Erasures / seconds:N0} completed a second |");
    }
}

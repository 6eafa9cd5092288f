using System.Diagnostics;
using System.Text.Json;
using Erasure.Parquet;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Benchmarks.Parquet;

/// <summary>Our side of the Parquet benchmark, one job a process: <c>parquet-worker find|erase|verify FILE IDS THREADS [OUT]</c>.</summary>
internal static class ParquetWorker
{
    public static async Task<int> RunAsync(string[] args)
    {
        (string job, string file, string ids, int threads) = (args[0], args[1], args[2], int.Parse(args[3]));
        if (threads == 1 && OperatingSystem.IsLinux())
        {
            // one core, copying included
            using var pinned = Process.GetCurrentProcess();
            pinned.ProcessorAffinity = 1;
        }

        var options = new ParquetEraserOptions { DegreeOfParallelism = threads };
        var predicate = new RowPredicate([new SimpleMatch(["user_id"], [.. (await File.ReadAllLinesAsync(ids)).Select(id => new SecretText(id))])], []);
        Func<IByteSource, ValueTask<long>> action = job switch
        {
            "find" => async source => (await new ParquetRowEraser(options).FindAsync(source, predicate, CancellationToken.None)).RowsMatched,
            "erase" => source => EraseAsync(source, args[4], options, predicate),
            "verify" => source => VerifyAsync(source, args[4], options, predicate),
            _ => throw new ArgumentException($"no job {job}", nameof(args)),
        };

        // a first run in vain: a service has its code compiled, and DuckDB comes compiled
        if (new FileInfo(file).Length <= ParquetBenchmark.LargestWarmed)
        {
            if (job == "erase")
            {
                File.Delete(args[4]);
            }

            using var warm = new FileByteSource(file);
            await action(warm);
        }

        if (job == "erase")
        {
            await ParquetBenchmark.MakeWayAsync(args[4]);
        }

        using var opened = new FileByteSource(file);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        long answer = await action(opened);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cpuSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measurement(seconds, cpuSeconds, self.PeakWorkingSet64, answer)));
        return 0;
    }

    private static async ValueTask<long> EraseAsync(IByteSource source, string target, ParquetEraserOptions options, RowPredicate predicate)
    {
        RewritePlan plan = await new ParquetRowEraser(options).PlanAsync(source, predicate, CancellationToken.None);
        // a file that is truncated, even an empty one, is written to disk when it is closed (ext4's auto_da_alloc)
        using SafeFileHandle output = File.OpenHandle(target, FileMode.CreateNew, FileAccess.ReadWrite);
        await FilePlanWriter.WriteAsync(source, plan, output, CancellationToken.None);
        return (await plan.FindAllAsync(CancellationToken.None)).RowsMatched;
    }

    private static async ValueTask<long> VerifyAsync(IByteSource source, string target, ParquetEraserOptions options, RowPredicate predicate)
    {
        using var successor = new FileByteSource(target);
        VerificationReport report = await new ParquetVerifier(options).VerifyAsync(source, successor, predicate, CancellationToken.None);
        return report.IsSound ? report.RowsErased : throw new InvalidOperationException(report.Problems[0].Message);
    }
}

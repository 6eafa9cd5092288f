using System.Diagnostics;
using System.Text.Json;

namespace Erasure.Benchmarks.Parquet;

/// <summary>Erases 1, 10 and 1,000 users from an event file, beside DuckDB and <c>cp</c>, in turn and in one run.</summary>
internal static class ParquetBenchmark
{
    /// <summary>Larger files take long enough to warm themselves.</summary>
    internal const long LargestWarmed = 4L << 30;

    public static async Task<int> RunAsync(string[] args)
    {
        BenchmarkArguments arguments = BenchmarkArguments.Parse(args);
        var tables = new List<CodecTable>();
        foreach (string codec in arguments.Codecs)
        {
            tables.Add(await MeasureAsync(await MakeAsync(codec, arguments), codec, arguments));
        }

        string report = BenchmarkReport.Write(arguments, tables);
        Console.WriteLine(report);
        if (arguments.Output is { } path)
        {
            await File.WriteAllTextAsync(path, report);
        }

        return 0;
    }

    private static async Task<string> MakeAsync(string codec, BenchmarkArguments arguments)
    {
        string file = Path.Combine(arguments.Folder, $"events-{arguments.Rows}-{codec}.parquet");
        if (!File.Exists(file))
        {
            Console.Error.WriteLine($"making {file}");
            await NodeAsync("make", file, codec, $"{arguments.Rows}");
        }

        string repeated = Path.Combine(arguments.Folder, $"events-{arguments.Rows}x{arguments.Repeat}-{codec}.parquet");
        if (arguments.Repeat > 1 && !File.Exists(repeated))
        {
            Console.Error.WriteLine($"making {repeated}");
            await RepeatedFile.WriteAsync(file, arguments.Repeat, repeated);
        }

        return arguments.Repeat > 1 ? repeated : file;
    }

    private static async Task<CodecTable> MeasureAsync(string file, string codec, BenchmarkArguments arguments)
    {
        string output = Path.Combine(arguments.Folder, "successor.parquet");
        var table = new CodecTable(codec, new FileInfo(file).Length);
        foreach (int users in arguments.Users)
        {
            string ids = Path.Combine(arguments.Folder, $"ids-{users}.txt");
            await NodeAsync("ids", file, $"{users}", ids);
            for (int round = 0; round < arguments.Rounds; round++)
            {
                table.Keep("cp", CodecTable.Any, 1, await CopyAsync(file, output));
                foreach (int threads in arguments.Threads)
                {
                    table.Keep("duckdb find", users, threads, await NodeAsync("find", file, ids, $"{threads}"));
                    table.Keep("find", users, threads, await WorkerAsync("find", file, ids, $"{threads}"));
                    table.Keep("erase", users, threads, await WorkerAsync("erase", file, ids, $"{threads}", output));
                    table.Keep("verify", users, threads, await WorkerAsync("verify", file, ids, $"{threads}", output));

                    // the anti join costs the same for one user as for a thousand, and for gzip and for large files more than a minute
                    bool isSlow = codec == "gzip" || arguments.Repeat > 1;
                    if (users != 10 && (!isSlow || (users == 1 && threads == arguments.Threads[^1] && round == 0)))
                    {
                        table.Keep("duckdb copy", users, threads, await NodeAsync("copy", file, ids, $"{threads}", output, codec));
                    }
                }

                Console.Error.WriteLine($"{codec}, {users} users, round {round + 1}");
            }
        }

        File.Delete(output);
        return table;
    }

    private static async Task<Measurement> CopyAsync(string file, string output)
    {
        await WarmAsync(file, output);
        long start = Stopwatch.GetTimestamp();
        await RunAsync("cp", file, output);
        return new Measurement(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 0, null);
    }

    /// <summary>Has DuckDB do a job (tests/foreign/bench-parquet.mjs).</summary>
    internal static async Task<Measurement> NodeAsync(params string[] args)
    {
        await InstallDuckDbAsync();
        if (args[0] == "copy")
        {
            await WarmAsync(args[1], args[4]);
        }

        return Parse(await RunAsync("node", [BenchmarkArguments.Script, .. args]));
    }

    private static async Task<Measurement> WorkerAsync(params string[] args) =>
        Parse(await RunAsync("dotnet", [typeof(ParquetBenchmark).Assembly.Location, "parquet-worker", .. args]));

    /// <summary>Others write into memory that was just written to, as ours does, which runs in vain first: on a virtual machine, memory that lay idle costs several times as much.</summary>
    private static async Task WarmAsync(string file, string output)
    {
        if (new FileInfo(file).Length <= LargestWarmed)
        {
            File.Delete(output);
            await RunAsync("cp", file, output);
        }

        await MakeWayAsync(output);
    }

    /// <summary>Removes what the last job wrote, and has the system write what else waits: it slows down whoever writes more than a share of memory.</summary>
    internal static async Task MakeWayAsync(string output)
    {
        File.Delete(output);
        if (OperatingSystem.IsLinux())
        {
            await RunAsync("sync");
        }
    }

    private static async Task InstallDuckDbAsync()
    {
        string folder = Path.GetDirectoryName(BenchmarkArguments.Script)!;
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@duckdb")))
        {
            await RunAsync("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--silent");
        }
    }

    private static Measurement Parse(string output) => JsonSerializer.Deserialize<Measurement>(output)!;

    private static async Task<string> RunAsync(string program, params string[] args)
    {
        // compiled in full and for this processor at the first call, the runtime's own library too, as DuckDB comes and as a service is after a while
        ProcessStartInfo start = new(program, args)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_ReadyToRun"] = "0" },
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {args[0]} failed; its words are above.");
    }
}

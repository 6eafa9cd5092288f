using System.Globalization;

namespace Erasure.Benchmarks.Engine;

/// <summary>Intake rate, CPU per erasure, and a million asleep. With no further word, all, each in a process of its own, written to docs/benchmarks/engine.md.</summary>
internal static class EngineBenchmark
{
    private const int Sleeping = 1_000_000;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["intake", string folder]:
                await Console.Out.WriteLineAsync(await HttpIntakeBenchmark.RunAsync(folder));
                return 0;
            case ["cpu", string folder]:
                await Console.Out.WriteLineAsync(await CpuBenchmark.RunAsync(folder));
                return 0;
            case ["sleep", string folder, string total]:
                await SleepBenchmark.PrepareAsync(folder, int.Parse(total, CultureInfo.InvariantCulture));
                return 0;
            case ["restart", string folder]:
                await Console.Out.WriteLineAsync(await SleepBenchmark.RestartAsync(folder));
                return 0;
            default:
                await RunAllAsync();
                return 0;
        }
    }

    private static async Task RunAllAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        string intake = await Benchmark.InNewFolderAsync(static folder => Benchmark.SelfAsync("engine", "intake", folder));
        await Console.Error.WriteLineAsync(intake);
        string cpu = await Benchmark.InNewFolderAsync(static folder => Benchmark.SelfAsync("engine", "cpu", folder));
        await Console.Error.WriteLineAsync(cpu);
        string sleep = await Benchmark.InNewFolderAsync(static async folder =>
        {
            await Benchmark.SelfAsync("engine", "sleep", folder, Sleeping.ToString(CultureInfo.InvariantCulture));
            return await Benchmark.SelfAsync("engine", "restart", folder);
        });
        await Benchmark.WriteAsync("engine.md", Report(intake, cpu, sleep));
    }

    private static string Report(string intake, string cpu, string sleep) =>
        $"""
        # The embedded engine, measured

        `dotnet run -c Release --project tests/Erasure.Benchmarks -- engine` wrote this on {TimeProvider.System.GetUtcNow():yyyy-MM-dd}:
        {Benchmark.Machine()}, SQLite {SQLitePCL.raw.sqlite3_libversion().utf8_to_string()} with `synchronous=FULL`.

        | What | Aim | Measured | | | |
        |---|---|---|---|---|---|
        | Durable 202 answers | 1,000 a second {intake}
        | CPU | under 5.5 ms an erasure {cpu} | |
        | Asleep on timers: 1,000,000 erasures | under 150 MB, back within 10 s {sleep}

        What is fair about it, and what isn't:

        - Everything is the product's own: workflows, vault, ledger, records, engine. Only the domains answer in memory and mails go nowhere.
        - The load of the intake runs on the same machine, over HTTP on loopback, while the engine works on what was taken in. A 202 is answered
          after the commits that hold the request are on disk; concurrent requests share commits, nobody's is left out.
        - Of the million asleep, a thousand were put to sleep by the product; the others are copies of their rows in the engine's tables,
          made with SQL. Their records aren't copied, so the database is smaller than it would be, and the reconciler has less to look after.
        - "Back" means, from the start of the process: the next timer is known, and one more erasure was taken in, worked on and put to sleep.

        """;
}

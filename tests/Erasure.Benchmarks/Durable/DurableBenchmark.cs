using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Benchmarks.Durable;

/// <summary>
/// Orchestrations of five activities, one after the other, on the embedded engine and on Microsoft's backends: each round in a process of its own, in turn, written to docs/benchmarks/durable.md.
/// </summary>
internal static class DurableBenchmark
{
    private const int Activities = 5;
    private const int WarmUp = 200;

    // Microsoft's test host one at a time: its dispatchers wait for half a second whenever as many steps, or activities, are under way as there are processors
    // (WorkItemDispatcher.WaitForAllClear), so that with four at once it waits nearly all the time.
    private static readonly IReadOnlyList<DurableSetup> Setups =
        [new("embedded", 1), new("test host", 1), new("embedded", 20), new("azure storage", 20, 500), new("embedded", 1000)];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string Orchestration = "Chain";
    private const string Activity = "Add";

    /// <param name="args">Orchestrations and rounds; 5,000 and 5 where they aren't given. Or one round: <c>round BACKEND AT-ONCE FOLDER ORCHESTRATIONS</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["round", string backend, string atOnce, string to, string count])
        {
            DurableSetup setup = new(backend, int.Parse(atOnce, CultureInfo.InvariantCulture));
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await MeasureAsync(setup, to, int.Parse(count, CultureInfo.InvariantCulture))));
            return 0;
        }

        int orchestrations = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5000;
        int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        List<DurableRound> measured = [];
        for (int round = 0; round < rounds; round++)
        {
            foreach (DurableSetup setup in Setups)
            {
                DurableRound one = JsonSerializer.Deserialize<DurableRound>(await Benchmark.InNewFolderAsync(
                    folder => Benchmark.SelfAsync(
                        "durable",
                        "round",
                        setup.Backend,
                        setup.AtOnce.ToString(CultureInfo.InvariantCulture),
                        folder,
                        Math.Min(orchestrations, setup.MostOrchestrations).ToString(CultureInfo.InvariantCulture))))!;
                measured.Add(one with { Setup = setup });
                await Console.Error.WriteLineAsync($"{round + 1}/{rounds} {one}");
            }
        }

        await new DurableReport(rounds, Activities, WarmUp, Setups, measured).WriteAsync();
        return 0;
    }

    private static async Task<DurableRound> MeasureAsync(DurableSetup setup, string folder, int count)
    {
        double fsyncs = Fsyncs(folder);
        await using DurableBackend backend = await DurableBackend.StartAsync(setup.Backend, folder, static tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>(Orchestration, static async (context, start) =>
            {
                int sum = start;
                for (int i = 0; i < Activities; i++)
                {
                    sum = await context.CallActivityAsync<int>(Activity, sum);
                }

                return sum;
            });
            tasks.AddActivityFunc<int, int>(Activity, static (_, value) => value + 1);
        });
        await RunAsync(backend.Client, Math.Min(WarmUp, count), setup.AtOnce);

        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await RunAsync(backend.Client, count, setup.AtOnce);
        double seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
        return new DurableRound(setup, count, seconds, (self.TotalProcessorTime - before).TotalMilliseconds / count, fsyncs);
    }

    private static async Task RunAsync(DurableTaskClient client, int count, int atOnce)
    {
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            for (int number = Interlocked.Increment(ref next); number <= count; number = Interlocked.Increment(ref next))
            {
                string id = await client.ScheduleNewOrchestrationInstanceAsync(Orchestration, number);
                OrchestrationMetadata ended = await WaitAsync(client, id);
                if (ended.RuntimeStatus != OrchestrationRuntimeStatus.Completed || ended.ReadOutputAs<int>() != number + Activities)
                {
                    throw new InvalidOperationException($"One ended as {ended.RuntimeStatus} with {ended.SerializedOutput}.");
                }
            }
        }));
    }

    // Whoever waits longer for an answer asks again, since a call is no way to wait for a backend that is behind.
    private static async Task<OrchestrationMetadata> WaitAsync(DurableTaskClient client, string id)
    {
        while (true)
        {
            using CancellationTokenSource patience = new(Patience);
            try
            {
                return await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>Writes of 4 KB to the disk, each waited for, a second.</summary>
    private static double Fsyncs(string folder)
    {
        const int Writes = 200;
        byte[] page = new byte[4096];
        using FileStream file = new(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Writes; i++)
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }

        return Writes / watch.Elapsed.TotalSeconds;
    }
}

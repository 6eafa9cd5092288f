using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Erasure.Tests.Shared;
using Xunit.Abstractions;

namespace Erasure.Host.Tests.Crash;

/// <summary>A host that dies anywhere and is started again ends where one ends that lived.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 has it die at every commit, and at 200 moments.</remarks>
[Collection(nameof(CrashTests))]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Seed = 20261121;
    private const int Parallel = 2;

    private static readonly int RandomKills = LongTests.Asked ? 200 : 12;

    /// <summary>Commits from one at which the host dies to the next.</summary>
    private static readonly int Step = LongTests.Asked ? 1 : 32;

    /// <summary>One of each format: at each commit of a run the host dies twice, and every object is a dozen commits.</summary>
    private static readonly string[] FewObjects =
        ["web/events/date=2026-10-31/part-0000.parquet", "web/clicks/2026-10-31.jsonl.gz", "crm/contacts/contacts.csv"];

    [Fact]
    public async Task Killed_at_any_commit_it_ends_the_same()
    {
        RunResult expected = await BaselineAsync(FewObjects);
        int next = 0;
        int last = int.MaxValue;
        await InParallelAsync(async () =>
        {
            while (true)
            {
                int commit = Interlocked.Add(ref next, Step);
                if (commit > Volatile.Read(ref last))
                {
                    return;
                }

                int starts = await CompareAsync(expected, FewObjects, killAfter: null, string.Create(CultureInfo.InvariantCulture, $"before:{commit}"))
                    + await CompareAsync(expected, FewObjects, killAfter: null, string.Create(CultureInfo.InvariantCulture, $"after:{commit}"));
                if (starts == 2)
                {
                    // Neither fired: the run has fewer commits than this.
                    Interlocked.Exchange(ref last, Math.Min(commit, Volatile.Read(ref last)));
                }
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Killed before and after every {Step}. of {last} commits."));
        Assert.InRange(last, 10, 1000);
    }

    [Fact]
    public async Task Killed_at_any_moment_it_ends_the_same()
    {
        Stopwatch clock = Stopwatch.StartNew();
        RunResult expected = await BaselineAsync(objects: null);
        double run = clock.Elapsed.TotalMilliseconds;
        Random random = new(Seed);
        ConcurrentQueue<TimeSpan> moments = new(Enumerable.Range(0, RandomKills).Select(_ => TimeSpan.FromMilliseconds(random.NextDouble() * run)));
        int killed = 0;
        await InParallelAsync(async () =>
        {
            while (moments.TryDequeue(out TimeSpan moment))
            {
                Interlocked.Add(ref killed, await CompareAsync(expected, objects: null, moment, failpoint: null) - 1);
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{RandomKills} runs of about {run:N0} ms; {killed} were killed before their end."));
    }

    private static async Task<RunResult> BaselineAsync(string[]? objects)
    {
        await using CrashRun run = new(objects);
        RunResult result = await run.RunAsync(killAfter: null, failpoint: null);
        Assert.Contains(".erasure.state Completed", result.Report, StringComparison.Ordinal);
        Assert.Equal("project 1\norder 1\ncustomer 1", result.Domains);
        return result;
    }

    private static async Task<int> CompareAsync(RunResult expected, string[]? objects, TimeSpan? killAfter, string? failpoint)
    {
        await using CrashRun run = new(objects);
        string what = failpoint ?? string.Create(CultureInfo.InvariantCulture, $"{killAfter!.Value.TotalMilliseconds:N0} ms");
        try
        {
            RunResult actual = await run.RunAsync(killAfter, failpoint);
            Assert.Equal("", expected.DifferencesTo(actual));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Killed at {what}: {failure.Message}", failure);
        }

        return run.Starts;
    }

    private static Task InParallelAsync(Func<Task> work) => Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => Task.Run(work)));
}

using Erasure.Core.Durable;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Stops the engine before and after each of its commits, starts it again, and expects the same end.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopped_at_any_commit_it_goes_on_where_it_was(bool before)
    {
        int stopped = 0;
        for (long commit = 1; ; commit++)
        {
            using var folder = new TempFolder();
            var time = new ManualTimeProvider();
            var crash = new CrashAt(commit, before);
            if (!await RunUntilCrashAsync(folder.Path, time, crash))
            {
                break;
            }

            stopped++;
            await using EngineHost host = await EngineHost.StartAsync(folder.Path, NewCatalog(), time);
            await ScheduleIfMissingAsync(host);
            await host.RunForAsync(TimeSpan.FromDays(3));
            await AssertEndAsync(host);
        }

        Assert.True(stopped > 15, $"Only {stopped} commits were seen.");
    }

    /// <summary>A parent, two children that call an activity, sleep, continue as new, and tell a listener exactly once.</summary>
    private static DurableTaskRegistry NewCatalog() => new DurableTaskRegistry()
        .Activity("Work", (int n) => n * 10)
        .Orchestrator("Parent", static async (TaskOrchestrationContext context, Nothing _) =>
        {
            Task<int>[] children = [.. Enumerable.Range(1, 2).Select(i => context.CallSubOrchestratorAsync<int>("Child", new ChildInput(i, 0), new SubOrchestrationOptions(instanceId: $"parent:{i}")))];
            int[] results = await Task.WhenAll(children);
            context.SendEvent("listener", "heard", -1);
            return results.Sum();
        })
        .Orchestrator("Child", static async (TaskOrchestrationContext context, ChildInput input) =>
        {
            int worked = await context.CallActivityAsync<int>("Work", input.Number);
            await context.CreateTimer(context.CurrentUtcDateTime.AddHours(input.Number), CancellationToken.None);
            context.SendEvent("listener", "heard", worked);
            if (input.Round == 0)
            {
                context.ContinueAsNew(input with { Round = 1 });
            }

            return worked;
        })
        .Orchestrator("Listener", static async (TaskOrchestrationContext context, Nothing _) =>
        {
            var received = new List<int>();
            while (!received.Contains(-1))
            {
                received.Add(await context.WaitForExternalEvent<int>("heard"));
            }

            return received.Order().ToList();
        });

    private static async Task<bool> RunUntilCrashAsync(string folder, ManualTimeProvider time, CrashAt crash)
    {
        EngineHost host = await EngineHost.StartAsync(folder, NewCatalog(), time, configure: services =>
            services.AddSingleton(_ => SqliteDatabase.Open(new DatabaseOptions { Path = Path.Combine(folder, "erasure.db") }, crash)));
        Task run = RunAsync(host);
        bool crashed = await Task.WhenAny(run, crash.Crashed) == crash.Crashed || crash.Crashed.IsCompleted;
        if (!crashed)
        {
            await run;
            await AssertEndAsync(host);
        }

        await host.KillAsync();
        return crashed;
    }

    private static async Task RunAsync(EngineHost host)
    {
        try
        {
            await ScheduleIfMissingAsync(host);
            await host.RunForAsync(TimeSpan.FromDays(3));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static async Task ScheduleIfMissingAsync(EngineHost host)
    {
        (string Name, string Id)[] wanted = [("Listener", "listener"), ("Parent", "parent")];
        foreach ((string name, string id) in wanted)
        {
            if (await host.Client.FindAsync(id, CancellationToken.None) is null)
            {
                await host.Client.TryScheduleAsync(name, id, null, CancellationToken.None);
            }
        }
    }

    private static async Task AssertEndAsync(EngineHost host)
    {
        Assert.Equal("30", (await host.Client.FindAsync("parent", CancellationToken.None))!.SerializedOutput);
        Assert.Equal("[-1,10,10,20,20]", (await host.Client.FindAsync("listener", CancellationToken.None))!.SerializedOutput);
        Assert.Equal(0L, host.Database.Read(static sql => sql.Scalar(
            "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM timers) + (SELECT count(*) FROM activities)")));
    }

    private sealed record ChildInput(int Number, int Round);

    /// <summary>From one commit boundary on, nothing reaches the disk.</summary>
    private sealed class CrashAt(long commit, bool before) : ICommitObserver
    {
        private readonly TaskCompletionSource crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Crashed => crashed.Task;

        public void BeforeCommit(long number)
        {
            if (number > commit || (before && number == commit))
            {
                Crash();
            }
        }

        public void AfterCommit(long number)
        {
            if (!before && number == commit)
            {
                Crash();
            }
        }

        private void Crash()
        {
            crashed.TrySetResult();
            throw new IOException("The power went out.");
        }
    }
}

using Erasure.Core.Durable;
using Erasure.Core.Records;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>A commit that is on disk and that everybody was told has failed, since the database's files were away for a moment: nothing that it made possible waits for the next start.</summary>
public sealed class LostCommitTests
{
    [Fact]
    public async Task Whichever_commit_is_told_as_failed_the_instance_reaches_its_end()
    {
        int failed = 0;
        for (long commit = 1; ; commit++)
        {
            using TempFolder folder = new();
            ManualTimeProvider time = new();
            FailsAfter observer = new(commit);
            await using EngineHost host = await EngineHost.StartAsync(folder.Path, NewCatalog(), time, configure: services =>
                services.AddSingleton(_ => SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] }, observer)));
            await TryAsync(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Parent", null, new StartOrchestrationOptions("parent")));

            OrchestrationMetadata? ended = null;
            for (int turn = 0; ended is not { IsCompleted: true } && turn < 1000; turn++)
            {
                // The end of an activity is written again by this clock, the files are looked for by the machine's.
                time.Advance(TimeSpan.FromMinutes(5));
                await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
                ended = await host.Client.FindAsync("parent", CancellationToken.None);
            }

            Assert.Equal(("30", commit), (ended!.SerializedOutput, commit));
            if (!observer.HasFailed)
            {
                break;
            }

            failed++;
        }

        Assert.InRange(failed, 8, 100);
    }

    [Fact]
    public async Task Who_awaits_something_else_fails_though_that_could_not_be_written_down_at_first()
    {
        using TempFolder folder = new();
        ManualTimeProvider time = new();
        FailsBefore observer = new();
        TaskCompletionSource<int> elsewhere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        DurableTaskRegistry catalog = new DurableTaskRegistry().Orchestrator("Stray", async (TaskOrchestrationContext context, Nothing input) =>
        {
            _ = context.WaitForExternalEvent<Nothing>("never");
            return await elsewhere.Task;
        });
        await using EngineHost host = await EngineHost.StartAsync(folder.Path, catalog, time, configure: services =>
            services.AddSingleton(_ => SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] }, observer)));
        await host.Client.TryScheduleAsync("Stray", "one", Nothing.Value, CancellationToken.None);
        await host.Engine.WhenIdleAsync();

        observer.Left = 1;
        elsewhere.SetResult(1);
        await observer.Failed;

        OrchestrationMetadata? ended = null;
        for (int turn = 0; ended is not { IsCompleted: true } && turn < 200; turn++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await host.Engine.WhenIdleAsync();
            ended = await host.Client.FindAsync("one", CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended!.RuntimeStatus);
    }

    private static DurableTaskRegistry NewCatalog() => new DurableTaskRegistry()
        .Activity("Work", (int n) => n * 10)
        .Orchestrator("Parent", static async (TaskOrchestrationContext context, Nothing _) =>
        {
            Task<int>[] children = [.. Enumerable.Range(1, 2).Select(i => context.CallSubOrchestratorAsync<int>("Child", i, new SubOrchestrationOptions(instanceId: $"parent:{i}")))];
            return (await Task.WhenAll(children)).Sum();
        })
        .Orchestrator("Child", static async (TaskOrchestrationContext context, int number) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddHours(number), CancellationToken.None);
            return await context.CallActivityAsync<int>("Work", number);
        });

    private static async Task TryAsync(Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (RecordsUnavailableException)
        {
            // It is on disk all the same.
        }
    }

    private sealed class FailsBefore : ICommitObserver
    {
        private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left;

        public int Left
        {
            set => Volatile.Write(ref left, value);
        }

        public Task Failed => failed.Task;

        public void BeforeCommit(long number)
        {
            if (Volatile.Read(ref left) > 0)
            {
                left--;
                failed.SetResult();
                throw new RecordsUnavailableException("The disk was full for a moment.");
            }
        }

        public void AfterCommit(long number)
        {
        }
    }

    private sealed class FailsAfter(long commit) : ICommitObserver
    {
        public bool HasFailed { get; private set; }

        public void BeforeCommit(long number)
        {
        }

        public void AfterCommit(long number)
        {
            if (number == commit)
            {
                HasFailed = true;
                throw new RecordsUnavailableException("The database was away for a moment.");
            }
        }
    }
}

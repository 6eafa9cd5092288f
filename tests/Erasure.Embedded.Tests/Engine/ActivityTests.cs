using Erasure.Core.Durable;
using Erasure.Embedded.Engine;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Tests.Engine;

public sealed class ActivityTests : EngineTests
{
    protected override EngineOptions Options { get; } = new()
    {
        MaxConcurrentActivities = 8,
        MaxConcurrentByActivity = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["Slow"] = 3 },
    };

    [Fact]
    public async Task Limits_hold_and_more_than_fit_into_memory_run_all_the_same()
    {
        var gate = new Lock();
        int running = 0;
        int slow = 0;
        int mostRunning = 0;
        int mostSlow = 0;
        async Task<int> Run(string kind)
        {
            lock (gate)
            {
                mostRunning = Math.Max(mostRunning, ++running);
                mostSlow = Math.Max(mostSlow, slow += kind == "slow" ? 1 : 0);
            }

            await Task.Yield();
            lock (gate)
            {
                running--;
                slow -= kind == "slow" ? 1 : 0;
            }

            return 1;
        }

        Catalog
            .Activity("Slow", (int _, CancellationToken _) => Run("slow"))
            .Activity("Fast", (int _, CancellationToken _) => Run("fast"))
            .Orchestrator("Fan", async (TaskOrchestrationContext context, int n) =>
                (await Task.WhenAll(Enumerable.Range(0, n).Select(i => context.CallActivityAsync<int>(i % 2 == 0 ? "Slow" : "Fast", i)))).Sum());
        await StartAsync();

        Assert.Equal("2600", (await RunAsync("Fan", 2600)).SerializedOutput);
        Assert.InRange(mostSlow, 1, 3);
        Assert.InRange(mostRunning, 1, 8);
    }

    [Fact]
    public async Task An_activity_that_the_host_stopped_runs_again_at_the_next_start()
    {
        int calls = 0;
        var started = new TaskCompletionSource();
        Catalog
            .Activity("Long", async (Nothing _, CancellationToken cancellationToken) =>
            {
                if (++calls == 1)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
                }

                return calls;
            })
            .Orchestrator("Once", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>("Long"));
        await StartAsync();
        await ScheduleAsync("Once", "one");
        await started.Task;
        Task stopped = StopAsync();
        while (!stopped.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await StartAsync();
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("2", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task What_ends_while_the_host_stops_is_not_done_again()
    {
        int calls = 0;
        TaskCompletionSource started = new();
        Catalog
            .Activity("Deaf", async (Nothing _, CancellationToken stopping) =>
            {
                started.TrySetResult();
                TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await using (stopping.Register(told.SetResult))
                {
                    await told.Task;
                }

                return ++calls;
            })
            .Orchestrator("Once", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>("Deaf"));
        await StartAsync();
        await ScheduleAsync("Once", "one");
        await started.Task;
        await StopAsync();

        await StartAsync();
        await Host.Engine.WhenIdleAsync();

        Assert.Equal(("1", 1), ((await InstanceAsync("one")).SerializedOutput, calls));
    }

    [Fact]
    public async Task An_activity_nobody_registered_fails_with_its_name()
    {
        Catalog.Orchestrator("Call", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>("Nobody"));
        await StartAsync();

        Assert.Contains("No activity named 'Nobody'", (await RunAsync("Call")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}

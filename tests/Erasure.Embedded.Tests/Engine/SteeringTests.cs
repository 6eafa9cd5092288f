using DurableTask.Core.History;
using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OrchestrationStatus = DurableTask.Core.OrchestrationStatus;

namespace Erasure.Embedded.Tests.Engine;

public sealed class SteeringTests : EngineTests
{
    [Fact]
    public async Task Terminating_a_parent_terminates_its_children()
    {
        Catalog
            .Orchestrator("Child", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("never"))
            .Orchestrator(
                "Parent",
                async (TaskOrchestrationContext context, Nothing _) => await context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "one:child")));
        await StartAsync();
        await RunAsync("Parent");

        Assert.True(await Client.TryTerminateAsync("one", "enough", CancellationToken.None));
        await Host.Engine.WhenIdleAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await InstanceAsync("one")).Status());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await InstanceAsync("one:child")).Status());
        Assert.False(await Client.TryTerminateAsync("one", null, CancellationToken.None));
        Assert.Equal(2, await Client.TryPurgeAsync("one", CancellationToken.None));
        Assert.Null(await Client.FindAsync("one:child", CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Those_that_a_failed_child_has_left_running_end_with_its_parent(bool isBegunAnew)
    {
        Catalog
            .Orchestrator("Grandchild", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("never"))
            .Orchestrator("Child", (TaskOrchestrationContext context, Nothing input) =>
            {
                _ = context.CallSubOrchestratorAsync<int>("Grandchild", null, new SubOrchestrationOptions(instanceId: "one:child:child"));
                return Task.FromException<int>(new InvalidOperationException("no"));
            })
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "one:child"));
                }
                catch (TaskFailedException) when (!isBegunAnew)
                {
                    return await context.WaitForExternalEvent<int>("never");
                }
            })
            .Orchestrator("Successor", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("never"));
        await StartAsync();
        await RunAsync("Parent");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one:child:child")).Status());

        Assert.True(isBegunAnew ? await ScheduleAsync("Successor", "one") : await Client.TryTerminateAsync("one", "enough", CancellationToken.None));
        await Host.Engine.WhenIdleAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await Client.FindAsync("one:child:child", CancellationToken.None))?.Status() ?? OrchestrationRuntimeStatus.Terminated);
    }

    [Fact]
    public async Task A_suspended_instance_takes_no_step_and_misses_nothing()
    {
        Catalog.Orchestrator("Listen", async (TaskOrchestrationContext context, Nothing _) =>
        {
            Task timer = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
            string received = await context.WaitForExternalEvent<string>("say");
            await timer;
            return received;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Listen");

        await Client.SuspendInstanceAsync("one", "wait");
        await RaiseAsync("one", "say", "hello");
        await Host.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await InstanceAsync("one")).Status());
        await StopAsync();
        await StartAsync(replayAlways: true);
        await Host.Engine.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await InstanceAsync("one")).Status());
        await Client.ResumeInstanceAsync("one");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("\"hello\"", (await InstanceAsync("one")).SerializedOutput);
        await Client.SuspendInstanceAsync("one");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await InstanceAsync("one")).Status());
        await Client.ResumeInstanceAsync("two");
        Assert.Null(await Client.FindAsync("two", CancellationToken.None));
    }

    [Fact]
    public async Task An_event_that_comes_in_the_step_that_continues_as_new_is_for_the_next_execution()
    {
        TaskCompletionSource begun = new();
        TaskCompletionSource work = new();
        Catalog
            .Activity("Work", async (Nothing _, CancellationToken _) =>
            {
                begun.SetResult();
                await work.Task;
                return 1;
            })
            .Orchestrator("Turns", async (TaskOrchestrationContext context, int turn) =>
            {
                // waits all the while, as whoever obeys commands does
                Task<string> command = context.WaitForExternalEvent<string>("command");
                if (turn == 1)
                {
                    return await command;
                }

                await context.CallActivityAsync<int>("Work");
                context.ContinueAsNew(turn + 1);
                return "";
            });
        await StartAsync(replayAlways: true);
        await Client.TryScheduleAsync("Turns", "one", 0, CancellationToken.None);
        await begun.Task;
        await Client.SuspendInstanceAsync("one");
        work.SetResult();
        await Host.Engine.WhenIdleAsync();
        await RaiseAsync("one", "command", "stop");

        await Client.ResumeInstanceAsync("one");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("\"stop\"", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task Suspended_before_its_first_step_it_begins_when_resumed()
    {
        Catalog.Orchestrator("Quick", static async (TaskOrchestrationContext context, Nothing _) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
            return 1;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Quick");
        await Client.SuspendInstanceAsync("one");
        await Client.ResumeInstanceAsync("one");

        await Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await InstanceAsync("one")).Status());
    }

    [Fact]
    public async Task Rewinding_runs_what_failed_again_and_nothing_else()
    {
        int good = 0;
        int bad = 0;
        bool broken = true;
        Catalog
            .Activity("Good", (Nothing _) => ++good)
            .Activity("Bad", (Nothing _) => ++bad > 0 && broken ? throw new InvalidOperationException("broken") : bad)
            .Orchestrator("Child", async (TaskOrchestrationContext context, Nothing _) =>
                await context.CallActivityAsync<int>("Good") + await context.CallActivityAsync<int>("Bad", null, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMinutes(1)))))
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
                return await context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "one:child"));
            });
        await StartAsync(replayAlways: true);
        await RunAsync("Parent");
        await Host.RunForAsync(TimeSpan.FromDays(1));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await InstanceAsync("one")).Status());
        Assert.Equal((1, 2), (good, bad));
        broken = false;

        await Client.RewindInstanceAsync("one", "repaired");
        await Host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Equal("4", (await InstanceAsync("one")).SerializedOutput);
        Assert.Equal((1, 3), (good, bad));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RewindInstanceAsync("one", "again"));
    }

    [Fact]
    public async Task Rewinding_waits_again_for_what_was_still_running()
    {
        bool broken = true;
        Catalog
            .Activity("Bad", (Nothing _) => broken ? throw new InvalidOperationException("broken") : 1)
            .Orchestrator("Child", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("answer"))
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            {
                Task<int> child = context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "one:child"));
                Task timer = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
                int sum = await context.CallActivityAsync<int>("Bad");
                await timer;
                return sum + await child;
            });
        await StartAsync(replayAlways: true);
        await RunAsync("Parent");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await InstanceAsync("one")).Status());
        broken = false;

        await Client.RewindInstanceAsync("one", "mended");
        await Host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one")).Status());
        await RaiseAsync("one:child", "answer", 41);
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("42", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task A_failure_that_came_in_an_earlier_step_is_rewound_too()
    {
        bool broken = true;
        Catalog
            .Activity("Bad", (Nothing _) => broken ? throw new InvalidOperationException("broken") : 1)
            .Orchestrator("Both", async (TaskOrchestrationContext context, Nothing _) =>
            {
                Task<int> bad = context.CallActivityAsync<int>("Bad");
                Task<int> answer = context.WaitForExternalEvent<int>("answer");
                await Task.WhenAll(bad, answer);
                return await bad + await answer;
            });
        await StartAsync(replayAlways: true);
        await RunAsync("Both");
        await RaiseAsync("one", "answer", 41);
        await Host.Engine.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await InstanceAsync("one")).Status());
        broken = false;

        await Client.RewindInstanceAsync("one", "mended");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("42", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task A_running_instance_is_not_rewound()
    {
        Catalog.Orchestrator("Wait", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("never"));
        await StartAsync();
        await RunAsync("Wait");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RewindInstanceAsync("one", "mended"));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RewindInstanceAsync("two", "mended"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one")).Status());
    }

    [Fact]
    public async Task Restarting_takes_the_same_input()
    {
        Catalog.Orchestrator("Echo", Task<int> (TaskOrchestrationContext context, int n) => Task.FromResult(n));
        await StartAsync();
        await RunAsync("Echo", 5);

        string fresh = await Client.RestartAsync("one", restartWithNewInstanceId: true);
        string same = await Client.RestartAsync("one");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("one", same);
        Assert.Equal("5", (await InstanceAsync(fresh)).SerializedOutput);
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RestartAsync("nobody", restartWithNewInstanceId: true));
    }

    [Fact]
    public async Task Restarting_what_has_failed_begins_its_children_anew()
    {
        bool isMended = false;
        Catalog
            .Orchestrator("Child", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("end"))
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            {
                Task<int> child = context.CallSubOrchestratorAsync<int>("Child", null, new SubOrchestrationOptions(instanceId: "one:child"));
                return isMended ? await child : throw new InvalidOperationException("defect");
            });
        await StartAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await RunAsync("Parent")).Status());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one:child")).Status());
        isMended = true;

        await Client.RestartAsync("one");
        await Host.Engine.WhenIdleAsync();
        await RaiseAsync("one:child", "end", 7);
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("7", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task Instances_are_listed_and_purged_by_filter()
    {
        Catalog
            .Orchestrator("Echo", Task<int> (TaskOrchestrationContext context, int n) => Task.FromResult(n))
            .Orchestrator("Wait", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("never"));
        await StartAsync();
        for (int i = 0; i < 7; i++)
        {
            await ScheduleAsync("Echo", $"a{i}", i);
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        await ScheduleAsync("Wait", "b");
        await Host.Engine.WhenIdleAsync();

        Page<OrchestrationMetadata> first = await PageAsync(new OrchestrationQuery(PageSize: 5));
        Page<OrchestrationMetadata> second = await PageAsync(new OrchestrationQuery(PageSize: 5, ContinuationToken: first.ContinuationToken));
        Page<OrchestrationMetadata> running = await PageAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running]));
        Page<OrchestrationMetadata> prefixed = await PageAsync(new OrchestrationQuery(InstanceIdPrefix: "a", CreatedTo: Time.GetUtcNow().AddMinutes(-5)));
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5", "a6", "b"], first.Values.Concat(second.Values).Select(static i => i.InstanceId));
        Assert.Null(second.ContinuationToken);
        Assert.Equal("b", Assert.Single(running.Values).InstanceId);
        Assert.Equal(3, prefixed.Values.Count);
        Assert.Equal(8, await Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 3)).CountAsync());

        Assert.Equal(7, (await Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
        Assert.Equal("b", Assert.Single((await PageAsync(new OrchestrationQuery())).Values).InstanceId);
    }

    [Fact]
    public async Task History_tells_what_happened_in_order_as_Durable_Tasks_own_events()
    {
        Catalog.Activity("A", (int n) => n).Orchestrator("One", async (TaskOrchestrationContext context, int n) => await context.CallActivityAsync<int>("A", n));
        await StartAsync();
        await RunAsync("One", 1);

        IList<HistoryEvent> history = await Client.GetOrchestrationHistoryAsync("one");

        Assert.Equal(
            [
                EventType.OrchestratorStarted,
                EventType.ExecutionStarted,
                EventType.TaskScheduled,
                EventType.OrchestratorStarted,
                EventType.TaskCompleted,
                EventType.ExecutionCompleted,
            ],
            history.Select(static happened => happened.EventType));
        Assert.Equal(("A", "1"), (((TaskScheduledEvent)history[2]).Name, ((TaskScheduledEvent)history[2]).Input));
        Assert.All(history, happened => Assert.Equal(Time.GetUtcNow().UtcDateTime, happened.Timestamp));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.GetOrchestrationHistoryAsync("two"));
    }

    [Fact]
    public async Task History_tells_who_intervened_and_why_it_failed()
    {
        bool isMended = false;
        Catalog.Orchestrator("Wait", async (TaskOrchestrationContext context, Nothing _) =>
        {
            await context.WaitForExternalEvent<int>("go");
            return isMended ? 1 : throw new InvalidOperationException("defect");
        });
        await StartAsync();
        await RunAsync("Wait");
        await Client.SuspendInstanceAsync("one", "lunch");
        await Client.ResumeInstanceAsync("one", "back");
        await RaiseAsync("one", "go", 1);
        await Host.Engine.WhenIdleAsync();

        ExecutionCompletedEvent failed = Assert.IsType<ExecutionCompletedEvent>((await Client.GetOrchestrationHistoryAsync("one"))[^1]);
        isMended = true;
        await Client.RewindInstanceAsync("one", "mended");
        await Host.Engine.WhenIdleAsync();
        IList<HistoryEvent> history = await Client.GetOrchestrationHistoryAsync("one");

        Assert.Equal((OrchestrationStatus.Failed, "defect"), (failed.OrchestrationStatus, failed.FailureDetails!.ErrorMessage));
        Assert.Equal("lunch", Assert.Single(history.OfType<ExecutionSuspendedEvent>()).Reason);
        Assert.Equal("back", Assert.Single(history.OfType<ExecutionResumedEvent>()).Reason);
        Assert.Equal("mended", Assert.Single(history.OfType<ExecutionRewoundEvent>()).Reason);
        Assert.Equal("1", ((ExecutionCompletedEvent)history[^1]).Result);
    }

    private async Task<Page<OrchestrationMetadata>> PageAsync(OrchestrationQuery query) => await Client.GetAllInstancesAsync(query).AsPages().FirstAsync();
}

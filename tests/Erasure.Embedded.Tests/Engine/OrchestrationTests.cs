using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Tests.Engine;

public sealed class OrchestrationTests : EngineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Activities_run_and_their_outputs_come_back(bool replayAlways)
    {
        Catalog
            .Activity("Double", (int n) => n * 2)
            .Orchestrator("Sum", async (TaskOrchestrationContext context, int n) =>
            {
                int first = await context.CallActivityAsync<int>("Double", n);
                int[] rest = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => context.CallActivityAsync<int>("Double", i)));
                return first + rest.Sum();
            });
        await StartAsync(replayAlways);

        OrchestrationMetadata ended = await RunAsync("Sum", 10);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.Status());
        Assert.Equal("32", ended.SerializedOutput);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Timers_fire_on_time_even_after_two_years_and_a_restart(bool replayAlways)
    {
        Catalog.Orchestrator("Sleep", async (TaskOrchestrationContext context, int days) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddDays(days), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });
        await StartAsync(replayAlways);
        DateTimeOffset begun = Time.GetUtcNow();
        await RunAsync("Sleep", 730);
        await Host.RunForAsync(TimeSpan.FromDays(400));
        await StopAsync();
        await StartAsync(replayAlways);
        await Host.RunForAsync(TimeSpan.FromDays(329));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one")).Status());

        await Host.RunForAsync(TimeSpan.FromDays(1));

        OrchestrationMetadata ended = await InstanceAsync("one");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.Status());
        Assert.Equal(begun.AddDays(730), System.Text.Json.JsonSerializer.Deserialize<DateTimeOffset>(ended.SerializedOutput!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_are_kept_until_somebody_waits_and_arrive_in_order(bool replayAlways)
    {
        Catalog.Orchestrator("Listen", async (TaskOrchestrationContext context, Nothing _) =>
        {
            await context.WaitForExternalEvent<Nothing>("go");
            string a = await context.WaitForExternalEvent<string>("letter");
            string b = await context.WaitForExternalEvent<string>("LETTER");
            return a + b;
        });
        await StartAsync(replayAlways);
        await RunAsync("Listen");
        await RaiseAsync("one", "letter", "a");
        await RaiseAsync("one", "letter", "b");
        await Host.Engine.WhenIdleAsync();

        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("\"ab\"", (await InstanceAsync("one")).SerializedOutput);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Children_report_to_their_parent_and_a_failed_one_fails_alone(bool replayAlways)
    {
        Catalog
            .Activity("Fail", int (Nothing _) => throw new InvalidOperationException("no luck"))
            .Orchestrator("Child", async (TaskOrchestrationContext context, bool fails) => fails ? await context.CallActivityAsync<int>("Fail") : 7)
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) =>
            {
                Task<int> good = context.CallSubOrchestratorAsync<int>("Child", false, new SubOrchestrationOptions(instanceId: "one:good"));
                Task<int> bad = context.CallSubOrchestratorAsync<int>("Child", true, new SubOrchestrationOptions(instanceId: "one:bad"));
                try
                {
                    await Task.WhenAll(good, bad);
                }
                catch (TaskFailedException error)
                {
                    return $"{await good} {error.TaskName} {error.FailureDetails.InnerFailure!.ErrorMessage}";
                }

                return "both";
            });
        await StartAsync(replayAlways);

        OrchestrationMetadata ended = await RunAsync("Parent");

        Assert.Equal("\"7 Child no luck\"", ended.SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await InstanceAsync("one:bad")).Status());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Continuing_as_new_keeps_unread_events_and_empties_the_history(bool replayAlways)
    {
        Catalog.Orchestrator("Count", async (TaskOrchestrationContext context, int n) =>
        {
            await context.WaitForExternalEvent<Nothing>("tick");
            if (n < 4)
            {
                context.ContinueAsNew(n + 1);
                return -1;
            }

            return n;
        });
        await StartAsync(replayAlways);
        await RunAsync("Count", 0);
        for (int i = 0; i < 5; i++)
        {
            await RaiseAsync("one", "tick");
        }

        await Host.Engine.WhenIdleAsync();

        Assert.Equal("4", (await InstanceAsync("one")).SerializedOutput);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failed_activities_are_tried_again_on_durable_timers(bool replayAlways)
    {
        int calls = 0;
        Catalog
            .Activity("Flaky", (Nothing _) => ++calls < 4 ? throw new InvalidOperationException("not yet") : calls)
            .Orchestrator("Patient", async (TaskOrchestrationContext context, Nothing _) =>
                await context.CallActivityAsync<int>("Flaky", null, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1), 2, TimeSpan.FromHours(3)))));
        await StartAsync(replayAlways);
        DateTimeOffset begun = Time.GetUtcNow();
        await RunAsync("Patient");

        await Host.RunForAsync(TimeSpan.FromDays(1));

        OrchestrationMetadata ended = await InstanceAsync("one");
        Assert.Equal("4", ended.SerializedOutput);
        Assert.Equal(begun.AddHours(1 + 2 + 3), ended.LastUpdatedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_race_cancels_the_timer_that_loses(bool replayAlways)
    {
        Catalog.Orchestrator("Race", async (TaskOrchestrationContext context, Nothing _) =>
        {
            using var cancellation = new CancellationTokenSource();
            Task timer = context.CreateTimer(context.CurrentUtcDateTime.AddDays(30), cancellation.Token);
            Task<string> answer = context.WaitForExternalEvent<string>("answer");
            if (await Task.WhenAny(timer, answer) == answer)
            {
                cancellation.Cancel();
                return await answer;
            }

            return "late";
        });
        await StartAsync(replayAlways);
        await RunAsync("Race");
        await RaiseAsync("one", "answer", "yes");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("\"yes\"", (await InstanceAsync("one")).SerializedOutput);
        Assert.Null(await Host.Engine.NextTimerDueAsync());
    }

    [Fact]
    public async Task An_instance_does_not_complete_while_a_timer_is_pending()
    {
        Catalog.Orchestrator("Careless", Task<int> (TaskOrchestrationContext context, Nothing input) =>
        {
            _ = context.CreateTimer(context.CurrentUtcDateTime.AddDays(3), CancellationToken.None);
            return Task.FromResult(1);
        });
        await StartAsync(replayAlways: true);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await RunAsync("Careless")).Status());
        await Host.RunForAsync(TimeSpan.FromDays(3));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await InstanceAsync("one")).Status());
    }

    [Fact]
    public async Task An_instance_does_not_continue_as_new_while_an_activity_is_pending()
    {
        TaskCompletionSource<int> work = new();
        Catalog
            .Activity("Work", (int _, CancellationToken _) => work.Task)
            .Orchestrator("Turns", async (TaskOrchestrationContext context, int turn) =>
            {
                if (turn == 0)
                {
                    _ = context.CallActivityAsync<int>("Work", turn);
                    context.ContinueAsNew(turn + 1);
                    return 0;
                }

                return await context.WaitForExternalEvent<int>("answer");
            });
        await StartAsync(replayAlways: true);
        await ScheduleAsync("Turns", "one", 0);
        await RaiseAsync("one", "answer", 42);

        Assert.NotEqual(OrchestrationRuntimeStatus.Completed, (await InstanceAsync("one")).Status());
        work.SetResult(1);
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("42", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task Starting_an_id_that_runs_is_refused_and_one_that_ended_starts_anew()
    {
        Catalog.Orchestrator("Wait", async (TaskOrchestrationContext context, int n) =>
        {
            await context.WaitForExternalEvent<Nothing>("go");
            return n;
        });
        await StartAsync();
        await RunAsync("Wait", 1);

        Assert.False(await ScheduleAsync("Wait", "one", 2));
        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();
        await ScheduleAsync("Wait", "one", 3);
        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("3", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task Events_to_nobody_are_dropped()
    {
        Catalog
            .Orchestrator("Send", Task<int> (TaskOrchestrationContext context, Nothing _) =>
            {
                context.SendEvent("nobody", "hello", 1);
                context.SendEvent("two", "hello", 2);
                return Task.FromResult(0);
            })
            .Orchestrator("Receive", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<int>("hello"));
        await StartAsync();
        await ScheduleAsync("Receive", "two");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await RunAsync("Send")).Status());
        Assert.Equal("2", (await InstanceAsync("two")).SerializedOutput);
        Assert.False(await Client.TryRaiseEventAsync("nobody", "hello", null, CancellationToken.None));
        Assert.False(await Client.TryRaiseEventAsync("two", "hello", null, CancellationToken.None));
    }

    [Fact]
    public async Task Custom_status_shows()
    {
        Catalog.Orchestrator("Tell", async (TaskOrchestrationContext context, int length) =>
        {
            context.SetCustomStatus(new string('x', length));
            return await context.WaitForExternalEvent<int>("go");
        });
        await StartAsync();

        Assert.Equal("\"xxx\"", (await RunAsync("Tell", 3)).SerializedCustomStatus);
    }
}

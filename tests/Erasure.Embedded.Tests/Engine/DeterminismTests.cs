using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Execution;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Tests.Engine;

public sealed class DeterminismTests : EngineTests
{
    /// <summary>Read where it is awaited; Durable Task's own hosts read it as it comes, and fail the instance.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_payload_that_cannot_be_read_fails_the_wait_and_not_the_instance(bool replayAlways)
    {
        Catalog.Orchestrator("Listen", async (TaskOrchestrationContext context, Nothing _) =>
        {
            try
            {
                return await context.WaitForExternalEvent<int>("number");
            }
            catch (InvalidOperationException)
            {
                return await context.WaitForExternalEvent<int>("number");
            }
        });
        await StartAsync(replayAlways);
        await RunAsync("Listen");
        await RaiseAsync("one", "number", "ada@example.org");
        await Host.Engine.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one")).Status());

        await RaiseAsync("one", "number", 7);
        await Host.Engine.WhenIdleAsync();

        Assert.Equal("7", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task Code_that_decides_otherwise_than_its_history_fails_the_instance()
    {
        Catalog.Activity("Old", (int n) => n).Orchestrator("Change", async (TaskOrchestrationContext context, int n) =>
        {
            int result = await context.CallActivityAsync<int>("Old", n);
            await context.WaitForExternalEvent<Nothing>("go");
            return result;
        });
        await StartAsync();
        await RunAsync("Change", 1);
        await StopAsync();
        Catalog = new DurableTaskRegistry().Activity("New", (int n) => n).Orchestrator("Change", async (TaskOrchestrationContext context, int n) =>
        {
            int result = await context.CallActivityAsync<int>("New", n);
            await context.WaitForExternalEvent<Nothing>("go");
            return result;
        });
        await StartAsync();

        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();

        TaskFailureDetails failure = await FailureAsync();
        Assert.Contains("decided #0 TaskScheduled 'New' where its history has #0 TaskScheduled 'Old'", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_cannot_be_read_fails_where_it_is_awaited_and_its_activity_runs_once()
    {
        int calls = 0;
        Catalog
            .Activity("Text", (Nothing _) => $"number {++calls}")
            .Orchestrator("Call", async (TaskOrchestrationContext context, Nothing _) =>
            {
                try
                {
                    return await context.CallActivityAsync<int>("Text", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))));
                }
                catch (InvalidOperationException)
                {
                    return -1;
                }
            });
        await StartAsync();

        Assert.Equal(("-1", 1), ((await RunAsync("Call")).SerializedOutput, calls));
    }

    [Fact]
    public async Task Events_that_an_instance_whose_history_does_not_fit_had_not_read_are_its_successors()
    {
        bool changed = false;
        Catalog.Activity("Old", (int n) => n).Activity("New", (int n) => n).Orchestrator("Change", async (TaskOrchestrationContext context, int n) =>
        {
            int result = await context.CallActivityAsync<int>(changed ? "New" : "Old", n);
            await context.WaitForExternalEvent<Nothing>("go");
            return result;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Change", 1);
        changed = true;
        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();
        await FailureAsync();

        Assert.Equal("2", (await RunAsync("Change", 2)).SerializedOutput);
    }

    [Fact]
    public async Task Code_that_decides_less_or_more_than_its_history_fails_the_instance()
    {
        bool changed = false;
        Catalog.Activity("A", (int n) => n).Orchestrator("Change", async (TaskOrchestrationContext context, int n) =>
        {
            Task<int> first = changed ? Task.FromResult(1) : context.CallActivityAsync<int>("A", n);
            await context.WaitForExternalEvent<Nothing>("go");
            return await first;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Change", 1);
        changed = true;

        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();

        Assert.Contains("decided nothing where its history has #0 TaskScheduled 'A'", (await FailureAsync()).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_machines_trouble_and_not_the_historys_ends_nothing()
    {
        bool isBroken = false;
        Catalog.AddOrchestrator("Listen", () => isBroken
            ? throw new IOException("too many open files")
            : new Listener());
        await StartAsync(replayAlways: true);
        await RunAsync("Listen");
        isBroken = true;
        await RaiseAsync("one", "number", 7);
        await Host.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("one")).Status());

        isBroken = false;
        await Host.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("7", (await InstanceAsync("one")).SerializedOutput);
    }

    [Fact]
    public async Task A_timer_set_by_a_clock_other_than_the_contexts_is_found_out()
    {
        Catalog.Orchestrator("Clock", async (TaskOrchestrationContext context, Nothing _) =>
        {
            await context.CreateTimer(Time.GetUtcNow().UtcDateTime.AddDays(1), CancellationToken.None);
            await context.WaitForExternalEvent<Nothing>("never");
            return 1;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Clock");

        await Host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Contains("TimerCreated", (await FailureAsync()).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Delay")]
    [InlineData("Run")]
    [InlineData("ConfigureAwait")]
    [InlineData("CancelAsync")]
    [InlineData("Forever")]
    public async Task An_orchestrator_that_awaits_something_else_fails_at_once(string how)
    {
        var forever = new TaskCompletionSource();
        var released = new TaskCompletionSource<int>();
        Catalog.Activity("A", (int n) => n).Orchestrator("Stray", async (TaskOrchestrationContext context, Nothing input) =>
        {
            switch (how)
            {
                case "Delay":
                    _ = context.WaitForExternalEvent<Nothing>("never");
                    await Task.Delay(TimeSpan.FromHours(1), Time);
                    break;
                case "Run":
                    _ = context.WaitForExternalEvent<Nothing>("never");
                    await Task.Run(() => released.Task);
                    break;
                case "ConfigureAwait":
                    await context.CallActivityAsync<int>("A", 1).ConfigureAwait(false);
                    break;
                case "CancelAsync":
                    using (var cancellation = new CancellationTokenSource())
                    {
                        _ = context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), cancellation.Token);
                        await cancellation.CancelAsync();
                    }

                    break;
                default:
                    await forever.Task;
                    break;
            }

            return await context.CallActivityAsync<int>("A", 1);
        });
        await StartAsync();

        await RunAsync("Stray");
        released.SetResult(1);
        Time.Advance(TimeSpan.FromHours(1));
        await EndedAsync();

        Assert.Equal(OrchestrationExecution.NonDurableAwaitMessage, (await FailureAsync()).ErrorMessage);
    }

    [Fact]
    public async Task Guids_are_the_same_at_each_replay_and_never_twice()
    {
        Catalog.Orchestrator("Guids", async (TaskOrchestrationContext context, List<Guid> before) =>
        {
            List<Guid> guids = [.. before, context.NewGuid(), context.NewGuid()];
            context.SetCustomStatus(guids);
            await context.WaitForExternalEvent<Nothing>("go");
            if (guids.Count < 6)
            {
                context.ContinueAsNew(guids);
            }

            return guids;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Guids", new List<Guid>());
        for (int i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await RaiseAsync("one", "go");
            await Host.Engine.WhenIdleAsync();
        }

        OrchestrationMetadata ended = await InstanceAsync("one");
        Assert.Equal(6, JsonSerializer.Deserialize<List<Guid>>(ended.SerializedOutput!)!.Distinct().Count());
        Assert.Equal(ended.SerializedCustomStatus, ended.SerializedOutput);
    }

    [Fact]
    public async Task A_replay_safe_logger_logs_once()
    {
        Catalog.Orchestrator("Log", async (TaskOrchestrationContext context, Nothing _) =>
        {
            ILogger logger = context.CreateReplaySafeLogger("test");
            logger.LogInformation("begun");
            await context.WaitForExternalEvent<Nothing>("go");
            logger.LogInformation("gone on");
            await context.WaitForExternalEvent<Nothing>("go");
            logger.LogInformation("ended");
            return 0;
        });
        await StartAsync(replayAlways: true);
        await RunAsync("Log");
        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();
        await RaiseAsync("one", "go");
        await Host.Engine.WhenIdleAsync();

        Assert.Equal(["begun", "gone on", "ended"], Loggers.Lines.Where(static line => !line.Contains(' ', StringComparison.Ordinal) || line == "gone on"));
    }

    [Fact]
    public async Task An_orchestrator_nobody_registered_fails_with_its_name()
    {
        await StartAsync();

        Assert.Contains("No workflow named 'Nobody'", (await RunAsync("Nobody")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>A continuation from outside arrives when it likes; the engine is idle until then.</summary>
    private async Task EndedAsync()
    {
        while ((await InstanceAsync("one")).Status() != OrchestrationRuntimeStatus.Failed)
        {
            await Task.Yield();
        }
    }

    private async Task<TaskFailureDetails> FailureAsync()
    {
        OrchestrationMetadata failed = await InstanceAsync("one");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, failed.Status());
        Assert.Equal("Erasure.Embedded.Engine.Execution.NonDeterministicWorkflowException", failed.FailureDetails!.ErrorType);
        return failed.FailureDetails;
    }

    private sealed class Listener : TaskOrchestrator<Nothing, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, Nothing input) => context.WaitForExternalEvent<int>("number");
    }
}

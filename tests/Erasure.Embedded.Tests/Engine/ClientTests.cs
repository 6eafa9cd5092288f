using DurableTask.Core.Exceptions;
using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>What Durable Task's client does on the embedded engine, and what it refuses.</summary>
public sealed class ClientTests : EngineTests
{
    [Fact]
    public async Task An_id_that_runs_is_refused_unless_the_caller_says_that_it_may_be_replaced()
    {
        AddWait();
        await StartAsync();
        await Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, new StartOrchestrationOptions("one"));

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => Client.ScheduleNewOrchestrationInstanceAsync("Wait", 2, new StartOrchestrationOptions("one")));
        await Client.ScheduleNewOrchestrationInstanceAsync("Wait", 3, new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed));
        await Host.Engine.WhenIdleAsync();
        await Client.RaiseEventAsync("one", "go", new Nothing());
        await Host.Engine.WhenIdleAsync();

        Assert.Equal(3, (await InstanceAsync("one")).ReadOutputAs<int>());
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => Client.ScheduleNewOrchestrationInstanceAsync("Wait", 4, new StartOrchestrationOptions("one").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed)));
    }

    [Fact]
    public async Task What_is_replaced_is_ended_with_its_children()
    {
        AddWait();
        Catalog.Orchestrator("Parent", async (TaskOrchestrationContext context, int n) => await context.CallSubOrchestratorAsync<int>("Wait", n, new SubOrchestrationOptions(instanceId: "one:child")));
        await StartAsync();
        await RunAsync("Parent", 1);

        await Client.ScheduleNewOrchestrationInstanceAsync("Wait", 2, new StartOrchestrationOptions("one").WithDedupeStatuses());
        await Host.Engine.WhenIdleAsync();

        Assert.Null(await Client.FindAsync("one:child", CancellationToken.None));
        await Client.RaiseEventAsync("one", "go", new Nothing());
        await Host.Engine.WhenIdleAsync();
        Assert.Equal(2, (await InstanceAsync("one")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_child_knows_its_parents_id_and_not_its_name()
    {
        Catalog
            .Orchestrator("Child", Task<string> (TaskOrchestrationContext context, Nothing _) => Task.FromResult($"'{context.Parent!.Name}' {context.Parent.InstanceId}"))
            .Orchestrator("Parent", async (TaskOrchestrationContext context, Nothing _) => await context.CallSubOrchestratorAsync<string>("Child"));
        await StartAsync();

        Assert.Equal("'' one", (await RunAsync("Parent")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Instances_are_suspended_resumed_terminated_with_their_children_and_purged()
    {
        AddWait();
        Catalog.Orchestrator("Parent", async (TaskOrchestrationContext context, int n) => await context.CallSubOrchestratorAsync<int>("Wait", n, new SubOrchestrationOptions(instanceId: "one:child")));
        await StartAsync();
        await RunAsync("Parent", 1);

        await Client.SuspendInstanceAsync("one", "wait");
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await InstanceAsync("one")).RuntimeStatus);
        await Client.ResumeInstanceAsync("one");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.WaitForInstanceStartAsync("one", CancellationToken.None)).RuntimeStatus);
        await Client.TerminateInstanceAsync("one", "enough");
        OrchestrationMetadata ended = await Client.WaitForInstanceCompletionAsync("one", CancellationToken.None);

        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await InstanceAsync("one:child")).RuntimeStatus);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RaiseEventAsync("one", "go"));
        Assert.Equal(2, (await Client.PurgeInstanceAsync("one")).PurgedInstanceCount);
        Assert.Null(await Client.GetInstanceAsync("one"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.WaitForInstanceCompletionAsync("one", CancellationToken.None));
    }

    [Fact]
    public async Task Who_waits_for_an_instance_is_told_at_once()
    {
        AddWait();
        await StartAsync();
        await RunAsync("Wait", 1);

        // The clock stands still, so nobody looks again by it.
        Task<OrchestrationMetadata>[] waits = [.. Enumerable.Range(0, 3).Select(_ => Client.WaitForInstanceCompletionAsync("one"))];
        using CancellationTokenSource impatient = new();
        Task<OrchestrationMetadata> given = Client.WaitForInstanceCompletionAsync("one", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Client.RaiseEventAsync("one", "go", new Nothing());

        Assert.All(await Task.WhenAll(waits), static ended => Assert.Equal(1, ended.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task What_is_not_kept_is_refused_with_what_to_do()
    {
        AddWait();
        Catalog.Orchestrator("Tagged", async (TaskOrchestrationContext context, int n) =>
            await context.CallActivityAsync<int>("Any", n, new TaskOptions(tags: new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" })));
        await StartAsync();

        NotSupportedException later = await Assert.ThrowsAsync<NotSupportedException>(() => Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, new StartOrchestrationOptions("one", Time.GetUtcNow().AddDays(1))));
        TaskFailureDetails tagged = (await RunAsync("Tagged", 1)).FailureDetails!;

        Assert.Contains("wait on a timer", later.Message, StringComparison.Ordinal);
        Assert.Contains("into the task's input", tagged.ErrorMessage, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Client.Entities);
    }

    [Fact]
    public async Task A_custom_status_beyond_the_limit_fails_its_orchestration()
    {
        Catalog.Orchestrator("Tell", async (TaskOrchestrationContext context, int length) =>
        {
            context.SetCustomStatus(new string('x', length));
            return await context.WaitForExternalEvent<int>("go");
        });
        await StartAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await RunAsync("Tell", 8191)).RuntimeStatus);
    }

    [Fact]
    public async Task A_retry_handler_decides_on_each_failure()
    {
        int calls = 0;
        List<string> asked = [];
        Catalog
            .Activity("Flaky", (Nothing _) => ++calls < 3 ? throw new InvalidOperationException($"no {calls}") : calls)
            .Orchestrator("Patient", async (TaskOrchestrationContext context, Nothing _) =>
                await context.CallActivityAsync<int>("Flaky", null, TaskOptions.FromRetryHandler(retry =>
                {
                    asked.Add($"{retry.LastAttemptNumber}: {retry.LastFailure.ErrorMessage}");
                    return retry.LastAttemptNumber < 5;
                })));
        await StartAsync();

        Assert.Equal("3", (await RunAsync("Patient")).SerializedOutput);
        Assert.Equal(["1: no 1", "2: no 2"], asked);
    }

    [Fact]
    public async Task A_retry_policy_gives_up_on_what_it_does_not_handle()
    {
        int calls = 0;
        Catalog
            .Activity("Bad", int (Nothing _) => throw new InvalidOperationException($"no {++calls}"))
            .Orchestrator("Picky", async (TaskOrchestrationContext context, Nothing _) => await context.CallActivityAsync<int>(
                "Bad", null, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1)) { HandleFailure = failure => failure.ErrorMessage == "no 1" })));
        await StartAsync();

        await RunAsync("Picky");
        await Host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Equal((OrchestrationRuntimeStatus.Failed, 2), ((await InstanceAsync("one")).RuntimeStatus, calls));
    }

    private void AddWait() => Catalog.Orchestrator("Wait", async (TaskOrchestrationContext context, int n) =>
    {
        await context.WaitForExternalEvent<Nothing>("go");
        return n;
    });
}

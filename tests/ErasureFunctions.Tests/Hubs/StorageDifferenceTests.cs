using System.Text.Json.Nodes;
using Erasure.Core.Durable;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Where Durable Task on Azure's storage is otherwise than the embedded engine, as the decision record lists it.</summary>
public sealed class StorageDifferenceTests(StorageDifferences hub) : IClassFixture<StorageDifferences>
{
    private static int number;

    private readonly string id = $"one-{Interlocked.Increment(ref number)}";

    private DurableTaskClient Client => hub.Host.Client;

    [Fact]
    public async Task An_id_that_runs_is_begun_anew_where_nobody_says_that_it_may_not()
    {
        await StartAsync("Listen", "before ");
        await UntilAsync(id, OrchestrationRuntimeStatus.Running);

        await StartAsync("Listen", "after ");
        await UntilAsync(async () => await Client.FindAsync(id, default) is { RuntimeStatus: OrchestrationRuntimeStatus.Running } anew && anew.ReadInputAs<string>() == "after ");
        await Client.RaiseEventAsync(id, "say", "hello");

        Assert.Equal("after hello", (await EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_to_nobody_is_lost_without_a_word()
    {
        await Client.RaiseEventAsync(id, "say", "hello");
        await StartAsync("Listen", "");
        await UntilAsync(id, OrchestrationRuntimeStatus.Running);

        await Client.RaiseEventAsync(id, "say", "again");

        Assert.Equal("again", (await EndAsync(id)).ReadOutputAs<string>());
        await Client.RaiseEventAsync(id, "say", "too late");
    }

    [Fact]
    public async Task Terminating_and_suspending_are_done_at_the_next_step_and_leave_children_alone()
    {
        await StartAsync("Parent");
        await UntilAsync($"{id}:child", OrchestrationRuntimeStatus.Running);

        await Client.SuspendInstanceAsync($"{id}:child");
        await UntilAsync($"{id}:child", OrchestrationRuntimeStatus.Suspended);
        await Client.TerminateInstanceAsync(id);
        await UntilAsync(id, OrchestrationRuntimeStatus.Terminated);

        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await Client.FindAsync($"{id}:child", default))!.RuntimeStatus);
        await Client.ResumeInstanceAsync($"{id}:child");
        await UntilAsync($"{id}:child", OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task One_that_has_thrown_runs_on_until_its_children_have_ended_and_they_outlive_it_where_it_is_begun_anew()
    {
        await StartAsync("Broken");
        await UntilAsync(async () => (await Client.FindAsync(id, default))?.Status() == OrchestrationRuntimeStatus.Failed);
        OrchestrationMetadata deaf = (await Client.FindAsync(id, default))!;
        Assert.Equal(OrchestrationRuntimeStatus.Running, deaf.RuntimeStatus);

        await StartAsync("Listen", "");
        await Client.RaiseEventAsync(id, "say", "hello");

        Assert.Equal("hello", (await EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.FindAsync($"{id}:child", default))!.RuntimeStatus);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_fails_the_instance()
    {
        await StartAsync("Count");
        await Client.RaiseEventAsync(id, "say", "no number");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task An_activity_whose_output_cannot_be_read_is_tried_again()
    {
        await StartAsync("Misread");

        Assert.Equal((OrchestrationRuntimeStatus.Failed, 2), ((await EndAsync(id)).RuntimeStatus, hub.WrongAnswers));
    }

    [Fact]
    public async Task A_long_timer_is_several_by_the_machines_clock()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await StartAsync("Sleep", 10);
        await UntilAsync(id, OrchestrationRuntimeStatus.Running);

        JsonNode? timer = null;
        await UntilAsync(async () => (timer = JsonNode.Parse((await hub.Host.HistoriesAsync(id))[id])!.AsArray().FirstOrDefault(happened => happened!["FireAt"] is not null)) is not null);
        Assert.InRange((DateTimeOffset)timer!["FireAt"]!, now.AddDays(3).AddMinutes(-1), now.AddDays(3).AddMinutes(1));
    }

    [Fact]
    public async Task One_that_runs_is_purged_all_the_same()
    {
        await StartAsync("Listen", "");
        await UntilAsync(id, OrchestrationRuntimeStatus.Running);

        await Client.PurgeInstanceAsync(id);

        Assert.Null(await Client.FindAsync(id, default));
    }

    [Fact]
    public async Task A_child_knows_its_parents_name()
    {
        await StartAsync("Family");

        Assert.Equal("Family", (await EndAsync(id)).ReadOutputAs<string>());
    }

    private Task<string> StartAsync(string orchestrator, object? input = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, new Microsoft.DurableTask.StartOrchestrationOptions(id));

    private async Task<OrchestrationMetadata> EndAsync(string instance)
    {
        OrchestrationMetadata? ended = null;
        await UntilAsync(async () => (ended = await Client.FindAsync(instance, default)) is { IsCompleted: true });
        return ended!;
    }

    private Task UntilAsync(string instance, OrchestrationRuntimeStatus status) =>
        UntilAsync(async () => (await Client.FindAsync(instance, default))?.RuntimeStatus == status);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}

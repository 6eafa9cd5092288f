using System.Text.Json;
using Erasure.Core.Durable;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Durable;

/// <summary>Starts of one id from several sides at once: whatever one of them sees, nobody ends what another has just begun.</summary>
public sealed class DurableClientTests
{
    [Fact]
    public async Task What_had_ended_and_was_forgotten_by_the_time_one_looks_is_started_and_nothing_is_terminated()
    {
        // Another one begins just after the look.
        ScriptedClient client = new(null, Instance(OrchestrationRuntimeStatus.Running));

        Assert.True(await client.TryScheduleAsync("Work", "one", input: null, CancellationToken.None));
        Assert.Equal((2, 0), (client.Starts, client.Terminations));
    }

    [Fact]
    public async Task What_has_ended_by_the_time_one_looks_is_started_again()
    {
        ScriptedClient client = new(Instance(OrchestrationRuntimeStatus.Completed));

        Assert.True(await client.TryScheduleAsync("Work", "one", input: null, CancellationToken.None));
        Assert.Equal((2, 0), (client.Starts, client.Terminations));
    }

    [Fact]
    public async Task What_runs_is_left_alone()
    {
        ScriptedClient client = new(Instance(OrchestrationRuntimeStatus.Running));

        Assert.False(await client.TryScheduleAsync("Work", "one", input: null, CancellationToken.None));
        Assert.Equal((1, 0), (client.Starts, client.Terminations));
    }

    [Fact]
    public async Task What_has_failed_while_children_of_it_run_is_ended_and_started_again()
    {
        ScriptedClient client = new(Instance(OrchestrationRuntimeStatus.Running, FailedStatus.Value.GetRawText()));

        Assert.True(await client.TryScheduleAsync("Work", "one", input: null, CancellationToken.None));
        Assert.Equal((2, 1), (client.Starts, client.Terminations));
    }

    [Theory]
    [InlineData(DurableClients.StartsAgain, OrchestrationRuntimeStatus.Failed)]
    [InlineData("A human ended it.", OrchestrationRuntimeStatus.Terminated)]
    public void What_was_ended_to_be_started_again_counts_as_failed_and_not_as_decided(string reason, OrchestrationRuntimeStatus expected) =>
        Assert.Equal(expected, Instance(OrchestrationRuntimeStatus.Terminated, output: JsonSerializer.Serialize(reason)).Status());

    private static OrchestrationMetadata Instance(OrchestrationRuntimeStatus status, string? customStatus = null, string? output = null) =>
        new("Work", "one") { RuntimeStatus = status, SerializedCustomStatus = customStatus, SerializedOutput = output };
}

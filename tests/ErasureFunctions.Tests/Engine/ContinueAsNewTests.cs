using Erasure.Core.Durable;
using Erasure.Embedded.Tests.Engine;
using Erasure.Tests.Shared.Engine;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Tests.Engine;

/// <summary>What arrives as an orchestration continues as new.</summary>
public sealed class ContinueAsNewTests : EngineTests
{
    [Fact]
    public async Task An_event_behind_the_one_that_continues_as_new_in_the_same_step_is_for_the_next_execution()
    {
        TaskCompletionSource begun = new();
        using ManualResetEventSlim arrived = new();
        Catalog
            .Activity("Begin", (Nothing _) => 1)
            .Orchestrator("Turns", async (TaskOrchestrationContext context, int turn) =>
            {
                // waits all the while, as whoever obeys commands does
                Task<string> command = context.WaitForExternalEvent<string>("command");
                if (turn == 1)
                {
                    return await command;
                }

                await context.CallActivityAsync<int>("Begin");
                begun.TrySetResult();

                // the step lasts until both events are there, so that the next one gets them together
                arrived.Wait(TimeSpan.FromMinutes(1));
                await context.WaitForExternalEvent<Nothing>("next");
                context.ContinueAsNew(turn + 1);
                return "";
            });
        await StartAsync();
        await ScheduleAsync("Turns", "one", 0);
        await begun.Task;
        await RaiseAsync("one", "next");
        await RaiseAsync("one", "command", "stop");
        arrived.Set();

        await Host.WhenIdleAsync();

        Assert.Equal((OrchestrationRuntimeStatus.Completed, "\"stop\""), ((await InstanceAsync("one")).Status(), (await InstanceAsync("one")).SerializedOutput));
    }
}

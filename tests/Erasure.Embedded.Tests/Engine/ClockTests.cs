using Erasure.Core.Durable;
using Erasure.Embedded.Engine;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Clocks that are set while timers come due.</summary>
public sealed class ClockTests : EngineTests
{
    protected override EngineOptions Options { get; } = new() { MaxConcurrentSteps = 1 };

    [Fact]
    public async Task A_timer_fires_though_the_clock_steps_back_just_when_it_is_due()
    {
        using ManualResetEventSlim gate = new();
        Catalog
            .Orchestrator<string, string>("Blocker", (_, _) =>
            {
                gate.Wait();
                return Task.FromResult("");
            })
            .Orchestrator<string, string>("Sleeper", async (context, _) =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), CancellationToken.None);
                return "awake";
            });
        await StartAsync();
        await ScheduleAsync("Sleeper", "sleeper");
        await Host.Engine.WhenIdleAsync();
        await ScheduleAsync("Blocker", "blocker");

        // The pump wakes the sleeper, whose step waits for its turn until the clock has gone back.
        Time.Advance(TimeSpan.FromHours(1));
        while (await Host.Engine.NextTimerDueAsync() is not null)
        {
            await Task.Yield();
        }

        Time.SetClock(Time.GetUtcNow().AddSeconds(-1));
        gate.Set();
        await Host.Engine.WhenIdleAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await InstanceAsync("sleeper")).Status());

        await Host.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await InstanceAsync("sleeper")).Status());
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Engine;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>One start is one trace, whatever happens to the process.</summary>
public sealed class TracingTests : IDisposable
{
    private static readonly ActivitySource Callers = new("Tests.Callers");

    private readonly TempFolder folder = new();
    private readonly ManualTimeProvider time = new();
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;
    private bool isRecorded = true;

    public TracingTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Erasure.Engine" or "Tests.Callers",
            Sample = (ref ActivityCreationOptions<System.Diagnostics.ActivityContext> span) =>
                (span.Parent == default ? isRecorded : span.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.Recorded)
                {
                    ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Children_and_activities_hang_on_who_asked_for_them_across_restarts_and_continuing_as_new()
    {
        TaskCompletionSource blocked = new();
        bool isFirst = true;
        DurableTaskRegistry catalog = new DurableTaskRegistry()
            .Orchestrator("Parent", async (TaskOrchestrationContext context, int n) =>
            {
                await context.CallActivityAsync<int>("Work", n);
                await context.CallSubOrchestratorAsync<int>("Child", 0, new SubOrchestrationOptions(instanceId: "tracing:child"));
                return n;
            })
            .Orchestrator("Child", async (TaskOrchestrationContext context, int turn) =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), CancellationToken.None);
                await context.CallActivityAsync<int>("Work", turn);
                if (turn == 0)
                {
                    context.ContinueAsNew(1);
                }

                return turn;
            })
            .Activity("Work", async (int n, CancellationToken cancellation) =>
            {
                using Activity? inside = Callers.StartActivity("inside");
                inside?.Dispose();
                if (isFirst)
                {
                    isFirst = false;
                    blocked.SetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                }

                return n;
            });
        string trace;
        EngineHost host = await EngineHost.StartAsync(folder.Path, catalog, time);
        using (Activity request = Callers.StartActivity("request")!)
        {
            trace = request.TraceId.ToHexString();
            await host.Client.TryScheduleAsync("Parent", "tracing", 7, CancellationToken.None);
        }

        await blocked.Task;
        await host.KillAsync();
        host = await EngineHost.StartAsync(folder.Path, catalog, time);
        await host.RunForAsync(TimeSpan.FromDays(1));
        await host.DisposeAsync();
        host = await EngineHost.StartAsync(folder.Path, catalog, time);
        await host.RunForAsync(TimeSpan.FromDays(3));
        await host.DisposeAsync();

        Activity[] spans = [.. ended.Where(span => span.TraceId.ToHexString() == trace)];
        Assert.Equal(
            ["activity:Work", "activity:Work", "activity:Work", "create_orchestration:Parent", "inside", "inside", "inside", "inside", "orchestration:Child", "orchestration:Parent", "request"],
            spans.Select(span => span.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal("request", Assert.Single(spans, span => span.ParentSpanId == default).DisplayName);
        HashSet<ActivitySpanId> known = [.. spans.Select(span => span.SpanId)];
        Assert.Equal(spans.Length, known.Count);
        Assert.All(spans.Where(span => span.ParentSpanId != default), span => Assert.Contains(span.ParentSpanId, known));
        Activity child = Assert.Single(spans, span => span.DisplayName == "orchestration:Child");
        Assert.Equal(TimeSpan.FromDays(2), child.Duration);
        Assert.Equal(Assert.Single(spans, span => span.DisplayName == "orchestration:Parent").SpanId, child.ParentSpanId);
        Assert.Equal(2, spans.Count(span => span.DisplayName == "activity:Work" && span.ParentSpanId == child.SpanId));
    }

    [Fact]
    public async Task A_rewound_instance_is_a_span_beside_the_one_that_failed()
    {
        bool isBroken = true;
        DurableTaskRegistry catalog = new DurableTaskRegistry()
            .Orchestrator("Parent", async (TaskOrchestrationContext context, int n) => await context.CallActivityAsync<int>("Work", n))
            .Activity("Work", (int n) => isBroken ? throw new InvalidOperationException("broken") : n);
        await using EngineHost host = await EngineHost.StartAsync(folder.Path, catalog, time);
        string trace;
        using (Activity request = Callers.StartActivity("request")!)
        {
            trace = request.TraceId.ToHexString();
            await host.Client.TryScheduleAsync("Parent", "rewound", 7, CancellationToken.None);
        }

        await host.Engine.WhenIdleAsync();
        isBroken = false;
        await host.Client.RewindInstanceAsync("rewound", "mended");
        await host.Engine.WhenIdleAsync();

        Activity[] spans = [.. ended.Where(span => span.TraceId.ToHexString() == trace)];
        Assert.Equal(spans.Length, spans.Select(span => span.SpanId).Distinct().Count());
        Activity[] runs = [.. spans.Where(span => span.DisplayName == "orchestration:Parent")];
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Ok], runs.Select(span => span.Status));
        Assert.Single(runs.Select(span => span.ParentSpanId).Distinct());
        Assert.Equal(runs.Select(span => span.SpanId), spans.Where(span => span.DisplayName == "activity:Work").Select(span => span.ParentSpanId));
    }

    [Fact]
    public async Task A_trace_that_is_not_recorded_stays_so()
    {
        isRecorded = false;
        DurableTaskRegistry catalog = new DurableTaskRegistry()
            .Orchestrator("Parent", async (TaskOrchestrationContext context, int n) => await context.CallActivityAsync<int>("Work", n))
            .Activity("Work", (int n) =>
            {
                using Activity? inside = Callers.StartActivity("inside, unrecorded");
                return n;
            });
        await using EngineHost host = await EngineHost.StartAsync(folder.Path, catalog, time);

        await host.Client.TryScheduleAsync("Parent", "unrecorded", 7, CancellationToken.None);
        await host.Engine.WhenIdleAsync();

        Assert.DoesNotContain(ended, span => span.DisplayName == "inside, unrecorded" || (string?)span.GetTagItem("durabletask.task.instance_id") == "unrecorded");
    }
}

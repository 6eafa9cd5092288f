using Erasure.Core.Limits;
using Erasure.Core.Operations;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Limits;

public sealed class DomainLimitsTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public async Task A_domain_has_as_many_calls_at_once_as_it_may_and_room_is_given_on()
    {
        DomainLimits limits = Limits(new LimitsConfiguration { Concurrency = 2 });
        BegunCall? first = await BeginAsync(limits, "a");
        Assert.NotNull(first);
        Assert.NotNull(await BeginAsync(limits, "a"));

        Task<BegunCall?> waiting = limits.TryBeginAsync("a", default);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        first.Dispose();
        Assert.NotNull(await waiting);
        Assert.Null(await BeginAsync(limits, "a"));
    }

    [Fact]
    public async Task Domains_that_hang_leave_room_for_others()
    {
        DomainLimits limits = Limits(new LimitsConfiguration { Concurrency = 48 }, overall: 16);
        List<int> taken = [];
        foreach (string domain in new[] { "a", "b", "c", "d", "e" })
        {
            int calls = 0;
            while (await BeginAsync(limits, domain) is not null)
            {
                calls++;
            }

            taken.Add(calls);
        }

        Assert.Equal([8, 4, 2, 1, 1], taken);
    }

    [Fact]
    public async Task Whoever_finds_no_room_comes_back_when_calls_may_have_ended()
    {
        DomainLimits limits = Limits(new LimitsConfiguration { Concurrency = 2 });
        await BeginAsync(limits, "a");
        await BeginAsync(limits, "a");
        time.Advance(TimeSpan.FromSeconds(20));

        TimeSpan[] waits = [.. Enumerable.Range(0, 3).Select(_ => limits.WaitOf("a"))];
        TimeSpan last = Enumerable.Range(0, 1000).Select(_ => limits.WaitOf("a")).ToArray()[^1];

        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)], waits.Select(wait => TimeSpan.FromSeconds(Math.Round(wait.TotalSeconds))));
        Assert.Equal(TimeSpan.FromMinutes(5), last);
    }

    [Fact]
    public async Task Calls_begin_no_faster_than_the_domain_bears_their_repetitions_included()
    {
        DomainLimits limits = Limits(new LimitsConfiguration { PerSecond = 2 });
        Assert.NotNull(await BeginAsync(limits, "a"));
        Assert.Null(await BeginAsync(limits, "a"));
        Assert.NotNull(await BeginAsync(limits, "b"));
        TimeSpan[] waits = [limits.WaitOf("a"), limits.WaitOf("a")];
        Assert.InRange(waits[1] - waits[0], TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5));

        Task repetition = limits.PaceOf("a").TryWaitAsync(TimeSpan.FromMinutes(1), default).AsTask();
        Assert.False(repetition.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.5));
        await repetition;
        Assert.Null(await BeginAsync(limits, "a"));
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.NotNull(await BeginAsync(limits, "a"));
    }

    [Fact]
    public void A_circuit_opens_after_so_many_failures_in_a_row_and_lets_one_through_now_and_then()
    {
        Circuit circuit = new(mostFailures: 3, TimeSpan.FromSeconds(30), time);
        bool[] answers = [false, false, true, false, false, false];
        foreach (bool isAnswered in answers)
        {
            Assert.True(circuit.TryPass());
            circuit.Tell(isAnswered);
        }

        Assert.False(circuit.TryPass());
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(circuit.TryPass());
        Assert.False(circuit.TryPass());
        circuit.Tell(isAnswered: false);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(circuit.TryPass());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryPass());
        circuit.Tell(isAnswered: true);
        Assert.True(circuit.TryPass());
        Assert.True(circuit.TryPass());
    }

    [Fact]
    public async Task A_clock_that_is_set_back_stops_no_domain()
    {
        DomainLimits limits = Limits(new LimitsConfiguration { Concurrency = 1, PerSecond = 2 });
        BegunCall? first = await BeginAsync(limits, "a");
        limits.WaitOf("a");
        time.SetClock(time.GetUtcNow().AddDays(-400));
        first!.Dispose();
        time.Advance(TimeSpan.FromSeconds(0.5));

        BegunCall? second = await BeginAsync(limits, "a");
        Assert.NotNull(second);
        Assert.InRange(limits.WaitOf("a"), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Task<BegunCall?> waiting = limits.TryBeginAsync("a", default);
        time.SetClock(time.GetUtcNow().AddDays(-1));
        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await waiting);

        Task<bool> repetition = limits.PaceOf("a").TryWaitAsync(TimeSpan.FromSeconds(1), default).AsTask();
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(await repetition);
    }

    [Fact]
    public async Task A_share_given_back_before_the_clock_is_set_back_is_free_soon()
    {
        MemoryRecords records = new();
        LimitsConfiguration each = new() { PerSecond = 2 };
        await using (SharingProcess first = new(records, time, each))
        {
            Assert.NotNull(await first.TryBeginAsync());
            time.SetClock(time.GetUtcNow().AddMinutes(-50));
        }

        time.Advance(TimeSpan.FromSeconds(2));
        await using SharingProcess next = new(records, time, each);
        Assert.NotNull(await next.TryBeginAsync());
    }

    [Fact]
    public void A_circuit_opens_in_time_where_the_clock_is_set_back()
    {
        Circuit circuit = new(mostFailures: 1, TimeSpan.FromSeconds(30), time);
        circuit.Tell(isAnswered: false);
        time.SetClock(time.GetUtcNow().AddDays(-400));
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(circuit.TryPass());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryPass());
    }

    // Out of patience at once.
    private async Task<BegunCall?> BeginAsync(DomainLimits limits, string domain)
    {
        Task<BegunCall?> call = limits.TryBeginAsync(domain, default);
        if (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        return await call;
    }

    private DomainLimits Limits(LimitsConfiguration each, int overall = 48) => new(
        new OperationsConfiguration { ConcurrentCalls = overall },
        new[] { "a", "b", "c", "d", "e" }.ToDictionary(name => name, _ => each),
        time);
}

using System.Runtime.CompilerServices;
using Erasure.Core.Limits;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Limits;

/// <summary>A domain's limits over several processes, which share a record store and nothing else.</summary>
public sealed class DomainShareTests
{
    private static readonly ShareOptions Times = new();

    // A test runner's own context would have what the clock sets off happen a little later.
    private static ConfiguredTaskAwaitable NoContext => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private readonly ManualTimeProvider time = new();
    private readonly MemoryRecords records = new();

    [Fact]
    public async Task One_process_has_the_whole_limit_and_two_have_half_of_it_each()
    {
        await NoContext;
        SharingProcess one = Process(new LimitsConfiguration { Concurrency = 8 });
        Assert.Equal(8, await one.FillAsync());
        SharingProcess two = Process(new LimitsConfiguration { Concurrency = 8 });
        Assert.Equal(0, await two.FillAsync());

        one.EndAll();
        await PassAsync(TimeSpan.FromSeconds(15), one, two);

        Assert.Equal((4, 4), (await one.FillAsync(), await two.FillAsync()));
    }

    [Fact]
    public async Task What_a_dead_process_had_is_given_on_when_its_lease_ends()
    {
        await NoContext;
        SharingProcess dead = Process(new LimitsConfiguration { Concurrency = 4 });
        SharingProcess other = Process(new LimitsConfiguration { Concurrency = 4 });
        Assert.Equal(4, await dead.FillAsync());
        await other.TryBeginAsync();

        dead.Die();
        await PassAsync(Times.Duration - TimeSpan.FromSeconds(1), other);
        Assert.Equal(0, await other.FillAsync());
        await PassAsync(TimeSpan.FromSeconds(3), other);

        Assert.Equal(4, await other.FillAsync());
    }

    [Fact]
    public async Task What_a_process_gives_back_as_it_ends_is_given_on_at_once()
    {
        await NoContext;
        SharingProcess ending = Process(new LimitsConfiguration { Concurrency = 4 });
        SharingProcess other = Process(new LimitsConfiguration { Concurrency = 4 });
        Assert.Equal(4, await ending.FillAsync());
        await other.TryBeginAsync();

        await ending.DisposeAsync();
        await PassAsync(Times.Look, other);

        Assert.Equal(4, await other.FillAsync());
    }

    [Fact]
    public async Task Who_cannot_reach_the_records_goes_on_until_its_lease_ends_and_then_calls_nobody_until_it_can()
    {
        await NoContext;
        SharingProcess one = Process(new LimitsConfiguration { Concurrency = 3 });
        Assert.NotNull(await one.TryBeginAsync());
        one.IsCutOff = true;
        await PassAsync(Times.Duration - Times.Margin - TimeSpan.FromSeconds(1), one);
        Assert.Equal(3, await one.FillAsync());

        await PassAsync(TimeSpan.FromSeconds(1), one);
        Assert.Equal((0, 3), (one.Running, one.Lost));
        Assert.Null(await one.TryBeginAsync());
        Assert.True(one.Wait >= TimeSpan.FromSeconds(1));

        one.IsCutOff = false;
        await PassAsync(Times.Look, one);
        Assert.Equal(3, await one.FillAsync());
    }

    [Fact]
    public async Task A_share_is_leased_for_some_seconds_and_not_for_each_call()
    {
        await NoContext;
        SharingProcess one = Process(new LimitsConfiguration { Concurrency = 8 });
        for (int second = 0; second < 60; second++)
        {
            for (int call = 0; call < 20; call++)
            {
                Assert.NotNull(await one.TryBeginAsync());
                one.EndAll();
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(one.Writes, 10, 14);
        await PassAsync(TimeSpan.FromSeconds(20));
        int writes = one.Writes;
        await PassAsync(TimeSpan.FromHours(1));

        Assert.InRange(writes, 11, 16);
        Assert.Equal(writes, one.Writes);
    }

    [Fact]
    public async Task A_share_that_not_everybody_can_have_goes_round()
    {
        await NoContext;
        SharingProcess[] all = [.. Enumerable.Range(0, 3).Select(_ => Process(new LimitsConfiguration { Concurrency = 1, PerSecond = 0.5 }))];
        Dictionary<SharingProcess, int> calls = all.ToDictionary(process => process, _ => 0);
        for (int second = 0; second < 300; second++)
        {
            foreach (SharingProcess process in all)
            {
                calls[process] += await process.TryBeginAsync() is null ? 0 : 1;
                process.EndAll();
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.All(calls.Values, count => Assert.InRange(count, 20, 80));
        Assert.InRange(calls.Values.Sum(), 90, 151);
    }

    public static TheoryData<int, double?, int> Chances()
    {
        TheoryData<int, double?, int> chances = [];
        (int Concurrency, double? PerSecond)[] limits = [(1, null), (2, 0.4), (5, 3), (8, 20), (3, 2.5)];
        foreach ((int concurrency, double? perSecond) in limits)
        {
            for (int seed = 1; seed <= 4; seed++)
            {
                chances.Add(concurrency, perSecond, seed);
            }
        }

        return chances;
    }

    [Theory]
    [MemberData(nameof(Chances))]
    public async Task Whoever_comes_and_goes_the_sum_never_exceeds_the_limit(int concurrency, double? perSecond, int seed)
    {
        await NoContext;
        LimitsConfiguration limits = new() { Concurrency = concurrency, PerSecond = perSecond };
        Random chance = new(seed);
        List<SharingProcess> all = [];
        List<DateTimeOffset> begun = [];
        for (int step = 0; step < 3000; step++)
        {
            int what = chance.Next(100);
            if (all.Count == 0 || (what == 0 && all.Count < 6))
            {
                SharingProcess joined = Process(limits);
                joined.Begun = begun.Add;
                all.Add(joined);
            }

            SharingProcess process = all[chance.Next(all.Count)];
            switch (what)
            {
                case 1:
                    process.Die();
                    all.Remove(process);
                    break;
                case 2:
                    await process.DisposeAsync();
                    all.Remove(process);
                    break;
                case 3:
                    process.IsCutOff = !process.IsCutOff;
                    break;
                case 4:
                    records.Writes.Enqueue(MemoryRecords.Failure.WrittenButTold);
                    break;
                case < 60:
                    await process.TryBeginAsync();
                    break;
                case < 75:
                    process.EndOne(chance);
                    break;
                default:
                    time.Advance(TimeSpan.FromMilliseconds(chance.Next(chance.Next(20) == 0 ? 30_000 : 1500)));
                    break;
            }

            Assert.InRange(all.Sum(each => each.Running), 0, concurrency);
        }

        Assert.True(begun.Count > 50, $"{begun.Count}");
        AssertPace(begun, perSecond);
    }

    private static void AssertPace(List<DateTimeOffset> begun, double? perSecond)
    {
        if (perSecond is not { } rate)
        {
            return;
        }

        // As many as a process alone begins: at each end of the span one.
        int most = (int)Math.Ceiling(rate);
        TimeSpan span = TimeSpan.FromSeconds(rate < 1 ? 1 / rate : 1);
        for (int i = most; i < begun.Count; i++)
        {
            Assert.True(begun[i] - begun[i - most] >= span - TimeSpan.FromMilliseconds(1), $"{begun[i - most]:O} to {begun[i]:O}");
        }
    }

    private SharingProcess Process(LimitsConfiguration limits) => new(records, time, limits);

    /// <summary>Lets time pass in which the processes want to call.</summary>
    private async Task PassAsync(TimeSpan span, params SharingProcess[] wanting)
    {
        for (DateTimeOffset end = time.GetUtcNow() + span; time.GetUtcNow() < end;)
        {
            foreach (SharingProcess process in wanting)
            {
                await process.WantAsync();
            }

            TimeSpan left = end - time.GetUtcNow();
            time.Advance(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
        }
    }
}

using Erasure.Core.Locks;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Locks;

/// <summary>Each host has a clock of its own, and none goes by itself. A host whose clock stands still is a paused or dead one.</summary>
public sealed class LeaseLocksTests
{
    private static readonly LeaseOptions Options = new();
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MemoryRecords records = new();

    [Fact]
    public async Task A_free_lock_is_had_by_one()
    {
        Host one = NewHost(), other = NewHost();
        await using Lease? lease = await one.Locks.TryAcquireAsync("a", default);
        Assert.True(lease!.IsHeld);
        Assert.Null(await other.Locks.TryAcquireAsync("a", default));
        Assert.Null(await one.Locks.TryAcquireAsync("a", default));
        Assert.NotNull(await other.Locks.TryAcquireAsync("b", default));
    }

    [Fact]
    public async Task A_released_lock_is_free_at_once_and_its_record_and_fence_stay()
    {
        Host one = NewHost(), other = NewHost();
        Lease first = (await one.Locks.TryAcquireAsync("a", default))!;
        Assert.True(await first.ReleaseAsync(default));
        Assert.False(first.IsHeld);
        Assert.False(first.Lost.IsCancellationRequested);
        Assert.False(await first.ReleaseAsync(default));
        Assert.Single(records.All);
        await using Lease second = (await other.Locks.TryAcquireAsync("a", default))!;
        Assert.True(second.Fence > first.Fence);
    }

    [Fact]
    public async Task Heartbeats_keep_a_lock_for_as_long_as_its_holder_lives()
    {
        Host holder = NewHost(), waiting = NewHost();
        await using Lease lease = (await holder.Locks.TryAcquireAsync("a", default))!;
        for (int i = 0; i < 300; i++)
        {
            Assert.Null(await waiting.Locks.TryAcquireAsync("a", default));
            holder.Clock.Advance(Second);
            waiting.Clock.Advance(Second);
        }

        Assert.True(lease.IsHeld);
    }

    // The Java client's issues 44 and 93: one who only ever tries never got a dead lock.
    [Fact]
    public async Task A_dead_holders_lock_is_taken_over_by_one_who_only_tries()
    {
        Host dead = NewHost(), trying = NewHost();
        Lease lost = (await dead.Locks.TryAcquireAsync("a", default))!;
        TimeSpan waited = TimeSpan.Zero;
        Lease? taken;
        while ((taken = await trying.Locks.TryAcquireAsync("a", default)) is null)
        {
            trying.Clock.Advance(Second);
            waited += Second;
        }

        Assert.Equal(Options.Duration, waited);
        Assert.True(taken.Fence > lost.Fence);
    }

    [Fact]
    public async Task A_sign_of_life_starts_the_wait_anew()
    {
        Host holder = NewHost(), trying = NewHost();
        Lease lease = (await holder.Locks.TryAcquireAsync("a", default))!;
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        trying.Clock.Advance(Options.Duration - Second);
        Assert.True(await lease.RenewAsync(default));
        trying.Clock.Advance(Options.Duration);
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        trying.Clock.Advance(Options.Duration - Second);
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        trying.Clock.Advance(Second);
        Assert.NotNull(await trying.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public async Task A_lease_whose_length_differs_is_waited_for_as_long_as_its_holder_said()
    {
        Host holder = NewHost(Options with { Duration = TimeSpan.FromMinutes(5) }), trying = NewHost();
        await holder.Locks.TryAcquireAsync("a", default);
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        trying.Clock.Advance(TimeSpan.FromMinutes(5) - Second);
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        trying.Clock.Advance(Second);
        Assert.NotNull(await trying.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public async Task Clocks_that_are_years_apart_make_no_difference()
    {
        Host dead = NewHost(), trying = NewHost();
        trying.Clock.AdvanceTo(dead.Clock.GetUtcNow().AddYears(3));
        await dead.Locks.TryAcquireAsync("a", default);
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
        Assert.Null(await trying.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public async Task An_expired_lease_cannot_be_renewed_though_nobody_has_taken_it()
    {
        Host host = NewHost();
        Lease lease = (await host.Locks.TryAcquireAsync("a", default))!;
        records.Down = true;
        host.Clock.Advance(Options.Duration);
        records.Down = false;
        Assert.False(lease.IsHeld);
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.False(await lease.RenewAsync(default));
    }

    [Fact]
    public async Task One_who_wakes_up_after_a_takeover_neither_renews_nor_releases()
    {
        Host paused = NewHost(), other = NewHost();
        Lease lost = (await paused.Locks.TryAcquireAsync("a", default))!;
        await using Lease taken = await TakeOverAsync(other);
        // By its own clock, which stood still, the paused one still holds the lock; the record says otherwise.
        Assert.True(lost.IsHeld);
        Assert.False(await lost.RenewAsync(default));
        Assert.False(lost.IsHeld);
        Assert.True(lost.Lost.IsCancellationRequested);
        Assert.False(await lost.ReleaseAsync(default));
        Assert.True(await taken.RenewAsync(default));
        Assert.Null(await paused.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public async Task A_heartbeat_finds_out_that_the_lock_was_taken_over()
    {
        Host paused = NewHost(), other = NewHost();
        Lease lost = (await paused.Locks.TryAcquireAsync("a", default))!;
        await using Lease taken = await TakeOverAsync(other);
        paused.Clock.Advance(Options.Heartbeat);
        Assert.True(lost.Lost.IsCancellationRequested);
    }

    // A known bug of the Java client: such a heartbeat lost the lock.
    [Fact]
    public async Task A_heartbeat_that_was_written_though_its_answer_was_lost_keeps_the_lock()
    {
        Host host = NewHost();
        await using Lease lease = (await host.Locks.TryAcquireAsync("a", default))!;
        records.Writes.Enqueue(MemoryRecords.Failure.WrittenButTold);
        host.Clock.Advance(Options.Heartbeat);
        host.Clock.Advance(Options.Heartbeat * 5);
        Assert.True(lease.IsHeld);
        records.Writes.Enqueue(MemoryRecords.Failure.WrittenButTold);
        await Assert.ThrowsAsync<IOException>(() => lease.RenewAsync(default));
        Assert.True(await lease.ReleaseAsync(default));
    }

    [Fact]
    public async Task Throttling_shorter_than_the_lease_does_no_harm()
    {
        Host host = NewHost();
        await using Lease lease = (await host.Locks.TryAcquireAsync("a", default))!;
        records.Writes.Enqueue(MemoryRecords.Failure.NotWritten);
        records.Writes.Enqueue(MemoryRecords.Failure.NotWritten);
        host.Clock.Advance(Options.Duration - Second);
        Assert.True(lease.IsHeld);
        records.Writes.Clear();
        host.Clock.Advance(Options.Duration * 3);
        Assert.True(lease.IsHeld);
    }

    [Fact]
    public async Task A_failed_release_leaves_the_lock_to_run_out()
    {
        Host host = NewHost(), other = NewHost();
        Lease lease = (await host.Locks.TryAcquireAsync("a", default))!;
        records.Down = true;
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        records.Down = false;
        host.Clock.Advance(Options.Duration);
        Assert.Null(await other.Locks.TryAcquireAsync("a", default));
        other.Clock.Advance(Options.Duration);
        Assert.NotNull(await other.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public async Task Waiting_takes_a_lock_when_it_comes_free()
    {
        Host holder = NewHost(), waiting = NewHost();
        Lease lease = (await holder.Locks.TryAcquireAsync("a", default))!;
        Task<Lease?> wait = waiting.Locks.AcquireAsync("a", TimeSpan.FromMinutes(1), default);
        Assert.False(wait.IsCompleted);
        await lease.ReleaseAsync(default);
        await RunUntilAsync(wait, waiting.Clock);
        Assert.NotNull(await wait);
    }

    [Fact]
    public async Task Waiting_ends_with_its_patience_and_looks_no_more_often_than_refresh_and_jitter_say()
    {
        Host holder = NewHost(), waiting = NewHost();
        await using Lease lease = (await holder.Locks.TryAcquireAsync("a", default))!;
        int before = records.Reads;
        DateTimeOffset start = waiting.Clock.GetUtcNow();
        Task<Lease?> wait = waiting.Locks.AcquireAsync("a", TimeSpan.FromSeconds(20), default);
        await RunUntilAsync(wait, waiting.Clock);
        Assert.Null(await wait);
        Assert.InRange(waiting.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
        Assert.InRange(records.Reads - before, 20 / 3, 21);
    }

    [Fact]
    public async Task Work_under_a_lock_is_told_when_the_lock_is_lost_and_the_lock_is_released_when_the_work_fails()
    {
        Host host = NewHost(), other = NewHost();
        await Assert.ThrowsAsync<OperationCanceledException>(() => host.Locks.RunAsync(
            "a",
            TimeSpan.Zero,
            (_, stop) =>
            {
                records.Down = true;
                host.Clock.Advance(Options.Duration);
                records.Down = false;
                stop.ThrowIfCancellationRequested();
                return Task.CompletedTask;
            },
            default));
        Lease taken = await TakeOverAsync(other);
        Assert.False(await host.Locks.RunAsync("a", TimeSpan.Zero, (_, _) => throw new InvalidOperationException("must not run"), default));
        await taken.ReleaseAsync(default);
        await Assert.ThrowsAsync<FormatException>(() => host.Locks.RunAsync("a", TimeSpan.Zero, (_, _) => throw new FormatException(), default));
        Assert.NotNull(await other.Locks.TryAcquireAsync("a", default));
    }

    [Fact]
    public void A_lease_that_does_not_outlive_two_heartbeats_is_refused() =>
        Assert.Throws<ArgumentException>(() => NewHost(Options with { Heartbeat = Options.Duration }));

    // Hosts pause and wake at random. Nobody may believe in a lock that another one holds, while its own clock goes.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_two_waking_hosts_hold_a_lock_and_the_fence_never_goes_back(int seed)
    {
        var random = new Random(seed);
        Host[] hosts = [.. Enumerable.Range(0, 5).Select(_ => NewHost())];
        var leases = new Lease?[hosts.Length];
        long fence = 0;
        int grants = 0;
        for (int step = 0; step < 3_000; step++)
        {
            int i = random.Next(hosts.Length);
            switch (random.Next(12))
            {
                case 0 when Array.FindIndex(leases, lease => lease is not null) is >= 0 and var holder:
                    await leases[holder]!.DisposeAsync();
                    leases[holder] = null;
                    break;
                case 1 when records.Writes.Count == 0:
                    records.Writes.Enqueue((MemoryRecords.Failure)random.Next(2));
                    break;
                case 2:
                    // The process dies: its clock stops for ever, and another one takes its place.
                    (hosts[i], leases[i]) = (NewHost(), null);
                    break;
                default:
                    foreach (Host host in hosts)
                    {
                        host.Clock.Advance(Second * random.Next(1, 4));
                    }

                    break;
            }

            int j = random.Next(hosts.Length);
            Lease? granted = null;
            try
            {
                granted = await hosts[j].Locks.TryAcquireAsync("a", default);
            }
            catch (IOException)
            {
                // Throttled, or lost with its answer: then the lock runs out unheld.
            }

            if (granted is not null)
            {
                Assert.True(granted.Fence > fence);
                Assert.DoesNotContain(leases, lease => lease is { IsHeld: true });
                (fence, leases[j]) = (granted.Fence, granted);
                grants++;
            }
        }

        Assert.True(grants > 20, $"only {grants} grants");
    }

    private static async Task RunUntilAsync(Task task, ManualTimeProvider clock)
    {
        for (int i = 0; !task.IsCompleted && i < 10_000; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private static async Task<Lease> TakeOverAsync(Host host)
    {
        Assert.Null(await host.Locks.TryAcquireAsync("a", default));
        host.Clock.Advance(Options.Duration);
        return (await host.Locks.TryAcquireAsync("a", default))!;
    }

    private Host NewHost(LeaseOptions? options = null)
    {
        var clock = new ManualTimeProvider();
        return new(clock, new LeaseLocks(records, clock, options ?? Options, new Random(7)));
    }

    private sealed record Host(ManualTimeProvider Clock, LeaseLocks Locks);
}

using System.Collections.Concurrent;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Timers;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Timers that are set while others fire.</summary>
public sealed class TimerPumpTests
{
    private const int Others = 50;
    private const long Late = 1000;

    /// <summary>What Durable Task's retries end with is due at once, and may be committed while the pump reads what others are due.</summary>
    [Fact]
    public async Task A_timer_that_is_committed_past_its_time_wakes_its_instance_though_the_pump_reads_just_then()
    {
        using TempFolder folder = new();
        using SqliteDatabase database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] });
        Woken woken = new();
        using TimerPump pump = new(database, TimeProvider.System, new WorkCounter(), woken, NullLogger.Instance);
        long due = TimeProvider.System.GetUtcNow().AddSeconds(-10).UtcTicks;
        for (long instance = 1; instance <= Others; instance++)
        {
            await SetAsync(database, pump, instance, due + instance);
        }

        // The only reader there is, so that the pump takes it next; within its query, once rows have come.
        int looks = 0;
        database.Read(sql => sql.Watch(1, () =>
        {
            if (++looks == 30)
            {
                SetAsync(database, pump, Late, due).GetAwaiter().GetResult();
            }

            return true;
        }));
        pump.Open();

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
        while (woken.Instances.Count < Others + 1 && !patience.IsCancellationRequested)
        {
            await Task.Yield();
        }

        Assert.True(looks >= 30);
        Assert.Equal(Others + 1, woken.Instances.Count);
    }

    /// <summary>Between a timer that is due and an alarm for it nothing would be counted as work: whoever waits for idleness would be told of it too early.</summary>
    [Fact]
    public async Task A_timer_that_is_due_when_it_is_set_is_work_at_once()
    {
        using TempFolder folder = new();
        using SqliteDatabase database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] });
        Woken woken = new();
        WorkCounter work = new();
        SilentTime time = new();
        using TimerPump pump = new(database, time, work, woken, NullLogger.Instance);
        pump.Open();
        await work.WhenIdleAsync();

        await SetAsync(database, pump, Late, time.GetUtcNow().UtcTicks);
        await work.WhenIdleAsync();

        Assert.Equal([Late], woken.Instances.Keys);
    }

    private static Task<int> SetAsync(SqliteDatabase database, TimerPump pump, long instance, long due) => database.WriteAsync(write =>
    {
        write.AfterCommit(() => pump.Set(due));
        return write.Sql.Execute("INSERT INTO timers (instance, task, due) VALUES ($1, 0, $2)", instance, due);
    });

    /// <summary>A clock that stands still and whose alarms never go off.</summary>
    private sealed class SilentTime : TimeProvider
    {
        private readonly ManualTimeProvider still = new();

        public override DateTimeOffset GetUtcNow() => still.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            still.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private sealed class Woken : IEngineSignals
    {
        public ConcurrentDictionary<long, bool> Instances { get; } = new();

        public InstanceChanges Changes { get; } = new();

        public void Ready(long instance) => Instances[instance] = true;

        public void ActivityQueued(QueuedActivity activity)
        {
        }

        public void TimerSet(long dueTicks)
        {
        }

        public void TimersRead(long nowTicks)
        {
        }
    }
}

using System.Runtime.InteropServices;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Timers;

/// <summary>Wakes instances whose timers are due. Only the nearest due time is in memory; the timers are in the table.</summary>
internal sealed class TimerPump : IDisposable
{
    private const int PageSize = 1000;

    // .NET's timers end at 49.7 days, and a clock that is set forward must not keep anybody waiting.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private readonly SqliteDatabase database;
    private readonly TimeProvider time;
    private readonly WorkCounter work;
    private readonly IEngineSignals signals;
    private readonly ILogger logger;
    private readonly ITimer alarm;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim pumping = new(1);
    private long armed = long.MaxValue;
    private long setBehind = long.MaxValue;
    private long readUpTo = long.MinValue;
    private Position cursor = Position.Start;
    private bool isBegun;
    private bool open;

    public TimerPump(SqliteDatabase database, TimeProvider time, WorkCounter work, IEngineSignals signals, ILogger logger)
    {
        this.database = database;
        this.time = time;
        this.work = work;
        this.signals = signals;
        this.logger = logger;
        alarm = time.CreateTimer(_ => Begin(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Open()
    {
        lock (gate)
        {
            open = true;
        }

        Begin();
    }

    /// <summary>A timer was set.</summary>
    public void Set(long dueTicks)
    {
        lock (gate)
        {
            // The pump has passed this time, or passes it just now with what it read before: the timer was due at once, or the clock was set back.
            if (dueTicks <= Math.Max(cursor.Due, readUpTo))
            {
                setBehind = Math.Min(setBehind, dueTicks);
            }

            if (dueTicks < armed)
            {
                Arm(dueTicks);
            }
        }
    }

    /// <summary>A step has read what is due at that time. Where the clock went back since the pump passed, that step didn't see what the pump woke it for.</summary>
    public void ReadAt(long nowTicks)
    {
        long passed;
        lock (gate)
        {
            passed = cursor.Due;
        }

        if (nowTicks < passed)
        {
            Set(nowTicks + 1);
        }
    }

    /// <summary>When the next timer is due that hasn't been; null where there is none.</summary>
    public DateTimeOffset? NextDue()
    {
        Position from;
        lock (gate)
        {
            from = cursor;
        }

        return NextDue(from) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    public void Dispose()
    {
        lock (gate)
        {
            open = false;
        }

        alarm.Dispose();
        pumping.Dispose();
    }

    private void Begin()
    {
        lock (gate)
        {
            if (!open || isBegun)
            {
                return;
            }

            isBegun = true;
            armed = long.MaxValue;
            work.Enter();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.PumpAsync(), this, preferLocal: false);
    }

    private async Task PumpAsync()
    {
        try
        {
            await pumping.WaitAsync();
            try
            {
                Pump();
            }
            finally
            {
                pumping.Release();
            }
        }
        catch (ObjectDisposedException)
        {
            // The host is stopping.
        }
        catch (Exception error)
        {
            logger.TimersDeferred(error.GetType().Name, RetryInterval);
            ArmAtLatest((time.GetUtcNow() + RetryInterval).UtcTicks);
        }
        finally
        {
            work.Exit();
        }
    }

    private void Pump()
    {
        lock (gate)
        {
            isBegun = false;
            if (setBehind != long.MaxValue)
            {
                cursor = new Position(setBehind - 1, 0, 0);
                setBehind = long.MaxValue;
            }
        }

        List<Position> due;
        do
        {
            long now = time.GetUtcNow().UtcTicks;
            lock (gate)
            {
                readUpTo = now;
            }

            due = Due(now);
            if (due.Count > 0)
            {
                lock (gate)
                {
                    cursor = due[^1];
                }
            }

            // Behind the cursor, by which a step shows that it came too early.
            due.ForEach(timer => signals.Ready(timer.Instance));
        }
        while (due.Count == PageSize);

        if (NextDue(cursor) is { } next)
        {
            ArmAtLatest(next);
        }
    }

    private void ArmAtLatest(long dueTicks)
    {
        lock (gate)
        {
            if (dueTicks < armed)
            {
                Arm(dueTicks);
            }
        }
    }

    private void Arm(long dueTicks)
    {
        if (!open)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        if (dueTicks <= now.UtcTicks)
        {
            // What is due is work from now on, not from when an alarm goes off.
            Begin();
            return;
        }

        armed = dueTicks;
        do
        {
            now = time.GetUtcNow();
            var wait = TimeSpan.FromTicks(Math.Max(0, dueTicks - now.UtcTicks));
            alarm.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
        while (time.GetUtcNow() - now > Tolerance);
    }

    private List<Position> Due(long nowTicks) => database.Read(sql =>
    {
        var timers = new List<Position>();
        using SqliteDataReader rows = sql.Query(
            "SELECT due, instance, task FROM timers WHERE (due, instance, task) > ($1, $2, $3) AND due <= $4 ORDER BY due, instance, task LIMIT $5",
            cursor.Due, cursor.Instance, cursor.Task, nowTicks, PageSize);
        while (rows.Read())
        {
            timers.Add(new Position(rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2)));
        }

        return timers;
    });

    private long? NextDue(Position from) => database.Read(sql => (long?)sql.Scalar(
        "SELECT due FROM timers WHERE (due, instance, task) > ($1, $2, $3) ORDER BY due, instance, task LIMIT 1",
        from.Due, from.Instance, from.Task));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Position(long Due, long Instance, long Task)
    {
        public static Position Start { get; } = new(long.MinValue, 0, 0);
    }
}

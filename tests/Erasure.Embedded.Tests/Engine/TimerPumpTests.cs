using System.Collections.Concurrent;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.Timers;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Timers that are set while others fire.</summary>
public sealed class TimerPumpTests
{
    private const int Writers = 8;
    private const int TimersOfEach = 150;
    private const int Seed = 20261130;

    /// <summary>What Durable Task's retries end with is due at once, and is committed when the pump may be past that time.</summary>
    [Fact]
    public async Task A_timer_that_is_due_before_it_is_committed_wakes_its_instance_however_the_pump_stands()
    {
        using TempFolder folder = new();
        using SqliteDatabase database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["erasure.db"] });
        Woken woken = new();
        using TimerPump pump = new(database, TimeProvider.System, new WorkCounter(), woken, NullLogger.Instance);
        pump.Open();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            Random random = new(Seed + writer);
            for (int number = 0; number < TimersOfEach; number++)
            {
                long instance = (writer * TimersOfEach) + number + 1;
                long due = TimeProvider.System.GetUtcNow().AddMilliseconds(-3 * random.NextDouble()).UtcTicks;
                await database.WriteAsync(write =>
                {
                    write.AfterCommit(() => pump.Set(due));
                    return write.Sql.Execute("INSERT INTO timers (instance, task, due) VALUES ($1, 0, $2)", instance, due);
                });
            }
        })));

        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
        while (woken.Instances.Count < Writers * TimersOfEach && !patience.IsCancellationRequested)
        {
            await Task.Yield();
        }

        Assert.Equal(Writers * TimersOfEach, woken.Instances.Count);
    }

    private sealed class Woken : IEngineSignals
    {
        public ConcurrentDictionary<long, bool> Instances { get; } = new();

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

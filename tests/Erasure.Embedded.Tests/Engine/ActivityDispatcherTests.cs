using System.Collections.Concurrent;
using Erasure.Core.Records;
using Erasure.Embedded.Engine;
using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Engine;

/// <summary>Activities that wait while the database is away.</summary>
public sealed class ActivityDispatcherTests
{
    private static readonly string[] Names = ["First", "Second", "Third"];

    [Fact]
    public async Task Names_that_cant_be_read_are_tried_again_together_and_run_once_they_can()
    {
        using TempFolder folder = new();
        using SqliteDatabase database = SqliteDatabase.Open(new DatabaseOptions { Path = folder["data/erasure.db"] });
        foreach (string name in Names)
        {
            await database.WriteAsync(write =>
            {
                write.Sql.Execute("INSERT OR IGNORE INTO instances (key, id, name, status, epoch, episodes, created, updated) VALUES (1, 'one', 'Any', 0, 0, 0, 0, 0)");
                return write.Sql.Execute("INSERT INTO activities (instance, task, name) VALUES (1, 1, $1)", name);
            });
        }

        ManualTimeProvider time = new();
        RecordingLoggers log = new();
        WorkCounter work = new();
        TaskCompletionSource begun = new();
        TaskCompletionSource released = new();
        ConcurrentQueue<string> ran = [];
        ActivityDispatcher dispatcher = new(database, new EngineOptions { MaxConcurrentActivities = 1 }, time, work, new WorkCounter(), log, async activity =>
        {
            ran.Enqueue(activity.Name);
            begun.TrySetResult();
            await released.Task;
        });
        dispatcher.Open();
        await begun.Task;

        Directory.Move(folder["data"], folder["away"]);
        await Assert.ThrowsAsync<RecordsUnavailableException>(() => database.WriteAsync(static write => write.Sql.Execute("DELETE FROM inbox")));
        released.SetResult();
        await work.WhenIdleAsync();
        for (int turn = 0; turn < 20; turn++)
        {
            time.Advance(new EngineOptions().StepRetryInterval);
        }

        Directory.Move(folder["away"], folder["data"]);
        time.Advance(new EngineOptions().StepRetryInterval);
        await work.WhenIdleAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Names, ran.Order(StringComparer.Ordinal));
        Assert.InRange(log.Lines.Count, 20, 25);
    }
}

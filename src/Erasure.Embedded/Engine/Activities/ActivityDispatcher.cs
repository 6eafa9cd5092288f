using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Activities;

/// <summary>Runs waiting activities within the limits, its names round robin.</summary>
internal sealed class ActivityDispatcher(
    SqliteDatabase database, EngineOptions options, TimeProvider time, WorkCounter work, WorkCounter inFlight, ILogger logger, Func<QueuedActivity, Task> run)
{
    private const int PageSize = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, ActivityLane> lanes = new(StringComparer.Ordinal);
    private readonly List<ActivityLane> roundRobin = [];
    private int position = -1;
    private int running;
    private bool isDeferred;
    private bool open;

    /// <summary>Begins with what is in the table.</summary>
    /// <returns>How many names have waiting activities.</returns>
    public int Open()
    {
        lock (gate)
        {
            // Whoever queues one meanwhile waits here, and finds it in the table or its lane empty.
            List<string> names = database.Read(static sql =>
            {
                var found = new List<string>();
                using SqliteDataReader rows = sql.Query("SELECT DISTINCT name FROM activities");
                while (rows.Read())
                {
                    found.Add(rows.GetString(0));
                }

                return found;
            });
            open = true;
            names.ForEach(name => Lane(name).More = true);
            Dispatch();
            return names.Count;
        }
    }

    /// <summary>Begins no more; those running end.</summary>
    public void Close()
    {
        lock (gate)
        {
            open = false;
        }
    }

    public void Enqueue(QueuedActivity activity)
    {
        lock (gate)
        {
            if (!open)
            {
                return;
            }

            if (Lane(activity.Name).TryAdd(activity))
            {
                work.Enter();
            }

            Dispatch();
        }
    }

    private ActivityLane Lane(string name)
    {
        if (!lanes.TryGetValue(name, out ActivityLane? lane))
        {
            lane = new ActivityLane(name, options.MaxConcurrentByActivity.GetValueOrDefault(name, options.MaxConcurrentActivities));
            lanes.Add(name, lane);
            roundRobin.Add(lane);
        }

        return lane;
    }

    private void Dispatch()
    {
        int idle = 0;
        while (open && running < options.MaxConcurrentActivities && idle < roundRobin.Count)
        {
            position = (position + 1) % roundRobin.Count;
            ActivityLane lane = roundRobin[position];
            if (lane.CanRun && Next(lane) is { } activity)
            {
                idle = 0;
                running++;
                inFlight.Enter();
                lane.Running++;
                ThreadPool.UnsafeQueueUserWorkItem(
                    static item => _ = item.Self.RunAsync(item.Lane, item.Activity), (Self: this, Lane: lane, Activity: activity), preferLocal: false);
            }
            else
            {
                idle++;
            }
        }
    }

    private QueuedActivity? Next(ActivityLane lane)
    {
        if (lane.Next() is { } activity)
        {
            return activity;
        }

        if (isDeferred || TryReadPage(lane) is not { } page)
        {
            return null;
        }

        foreach (QueuedActivity found in page)
        {
            work.Enter();
            lane.Add(found);
        }

        lane.More = page.Count == PageSize;
        return lane.Next();
    }

    /// <summary>Called on the writer's thread too, which a failed read must not bring down.</summary>
    private List<QueuedActivity>? TryReadPage(ActivityLane lane)
    {
        try
        {
            return ReadPage(lane.Name, lane.LastId);
        }
        catch (Exception error)
        {
            logger.ActivitiesDeferred(lane.Name, error.GetType().Name, options.StepRetryInterval);
            Defer();
            return null;
        }
    }

    /// <summary>Once for all names: each time reads for them all.</summary>
    private void Defer()
    {
        isDeferred = true;
        DelayedAction.Run(time, options.StepRetryInterval, () =>
        {
            lock (gate)
            {
                isDeferred = false;
                Dispatch();
            }
        });
    }

    private List<QueuedActivity> ReadPage(string name, long after) => database.Read(sql =>
    {
        var page = new List<QueuedActivity>();
        using SqliteDataReader rows = sql.Query(
            """
            SELECT activities.id, instances.id, activities.input, activities.trace FROM activities JOIN instances ON instances.key = activities.instance
            WHERE activities.name = $1 AND activities.id > $2 ORDER BY activities.id LIMIT $3
            """,
            name, after, PageSize);
        while (rows.Read())
        {
            page.Add(new QueuedActivity(rows.GetInt64(0), rows.GetString(1), name, Text(rows, 2), Text(rows, 3)));
        }

        return page;
    });

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private async Task RunAsync(ActivityLane lane, QueuedActivity activity)
    {
        await run(activity);
        lock (gate)
        {
            running--;
            lane.Running--;
            Dispatch();
        }

        work.Exit();
        inFlight.Exit();
    }
}

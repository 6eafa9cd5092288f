using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Steps;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Engine.Timers;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine;

/// <summary>Runs orchestrations on one SQLite database: every decision commits with its history, and what a commit makes possible is done next.</summary>
public sealed class DurableEngine : IHostedService, IEngineSignals, IDisposable
{
    private readonly SqliteDatabase database;
    private readonly EngineOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly InstanceChanges changes = new();
    private readonly WorkCounter work = new();
    private readonly WorkCounter inFlight = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly EngineMeter meter;
    private readonly StepQueue steps;
    private readonly ActivityDispatcher activities;
    private readonly TimerPump timers;
    private bool disposed;

    /// <summary>An engine that does nothing before <see cref="StartAsync"/>.</summary>
    public DurableEngine(
        SqliteDatabase database, DurableTaskRegistry registry, EngineOptions options, IServiceProvider services, TimeProvider time, ILoggerFactory loggers)
    {
        this.database = database;
        this.options = options;
        this.time = time;
        logger = loggers.CreateLogger<DurableEngine>();
        meter = new EngineMeter(database);
        TaskCatalog catalog = new(registry, services);
        var stepRunner = new StepRunner(database, catalog, options, time, this, meter, loggers, logger);
        var activityRunner = new ActivityRunner(database, catalog, options, services, time, this, meter, logger, stopping.Token);
        steps = new StepQueue(options.MaxConcurrentSteps, work, inFlight, stepRunner.RunAsync);
        activities = new ActivityDispatcher(database, options, time, work, inFlight, logger, activityRunner.RunAsync);
        timers = new TimerPump(database, time, work, this, logger);
    }

    /// <summary>Goes on where the last host stopped, however it stopped.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        List<long> ready = database.Read(static sql =>
        {
            var keys = new List<long>();
            using SqliteDataReader rows = sql.Query("SELECT DISTINCT instance FROM inbox");
            while (rows.Read())
            {
                keys.Add(rows.GetInt64(0));
            }

            return keys;
        });
        ready.ForEach(steps.Ready);
        int lanes = activities.Open();
        steps.Open();
        timers.Open();
        logger.Started(ready.Count, lanes);
        return Task.CompletedTask;
    }

    /// <summary>Begins nothing new and waits a little for what is running; the rest runs again at the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        steps.Close();
        activities.Close();
        timers.Dispose();
        Task ended = inFlight.WhenIdleAsync();
        await ended.WaitAsync(options.ShutdownGrace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopping.CancelAsync();
        await ended.WaitAsync(options.ShutdownGrace, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Ends when nothing is queued or running: every instance has ended or waits for an event or for a timer that isn't due.</summary>
    public Task WhenIdleAsync() => work.WhenIdleAsync();

    /// <summary>When the next timer is due; null where none is set. With <see cref="WhenIdleAsync"/> it lets a test jump from one due time to the next.</summary>
    public Task<DateTimeOffset?> NextTimerDueAsync() => Task.FromResult(timers.NextDue());

    /// <summary>Stops without waiting.</summary>
    public void Dispose()
    {
        // The container disposes of it once as itself and once as a hosted service.
        if (disposed)
        {
            return;
        }

        disposed = true;
        steps.Close();
        activities.Close();
        timers.Dispose();
        meter.Dispose();
        stopping.Cancel();
        stopping.Dispose();
    }

    InstanceChanges IEngineSignals.Changes => changes;

    void IEngineSignals.Ready(long instance) => steps.Ready(instance);

    void IEngineSignals.ActivityQueued(QueuedActivity activity) => activities.Enqueue(activity);

    void IEngineSignals.TimerSet(long dueTicks) => timers.Set(dueTicks);

    void IEngineSignals.TimersRead(long nowTicks) => timers.ReadAt(nowTicks);
}

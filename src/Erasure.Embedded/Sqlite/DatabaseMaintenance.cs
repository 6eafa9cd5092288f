using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Sqlite;

/// <summary>At intervals: deletes expired records, empties the log of what was deleted, and tells where room is short.</summary>
internal sealed partial class DatabaseMaintenance(SqliteDatabase database, SqliteRecordStore records, DatabaseOptions options, TimeProvider time, ILogger<DatabaseMaintenance> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!database.IsChecked)
        {
            NotChecked(logger, options.CheckTime);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.TraceErasureInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await RunOnceAsync();
            }
        }
    }

    internal async Task RunOnceAsync()
    {
        try
        {
            while (await records.DeleteExpiredAsync(time.GetUtcNow()) > 0)
            {
                // Until none is left, a batch at a time.
            }

            await database.EraseTracesAsync();
            if (DatabaseSpace.Free(options) is var free and < DatabaseSpace.Enough)
            {
                SpaceShort(logger, free);
            }
        }
        catch (Exception error)
        {
            Failed(logger, error.GetType().Name, options.TraceErasureInterval);
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "Database maintenance failed with {ErrorType}; the next attempt is in {Wait}.")]
    private static partial void Failed(ILogger logger, string errorType, TimeSpan wait);

    [LoggerMessage(21, LogLevel.Warning, "The database is too large to be looked through within {Limit}: what was looked at is sound. Check the whole of it with `sqlite3 FILE 'PRAGMA quick_check'` on a copy.")]
    private static partial void NotChecked(ILogger logger, TimeSpan limit);

    [LoggerMessage(22, LogLevel.Warning, "Only {Free} bytes are free on the disk of the database: without room nothing can be taken in, and nothing ends.")]
    private static partial void SpaceShort(ILogger logger, long free);
}

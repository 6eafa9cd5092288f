using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Sqlite;

/// <summary>At intervals: deletes expired records, and empties the log of what was deleted.</summary>
internal sealed partial class DatabaseMaintenance(SqliteDatabase database, SqliteRecordStore records, DatabaseOptions options, TimeProvider time, ILogger<DatabaseMaintenance> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
        }
        catch (Exception error)
        {
            Failed(logger, error.GetType().Name, options.TraceErasureInterval);
        }
    }

    [LoggerMessage(20, LogLevel.Warning, "Database maintenance failed with {ErrorType}; the next attempt is in {Wait}.")]
    private static partial void Failed(ILogger logger, string errorType, TimeSpan wait);
}

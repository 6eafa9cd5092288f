using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Erasure.Host.Serving;

/// <summary>Logs to standard error, a line each, in UTC: standard output is for answers.</summary>
/// <remarks>Who reads it may stand still (a full pipe, a terminal that was stopped): then lines are dropped, and how many is told once it is read again. Nobody who logs waits.</remarks>
internal static class ConsoleLogging
{
    /// <summary>How many lines may wait to be written, of some 200 bytes each.</summary>
    public const int MaxWaiting = 50_000;

    public static Action<ILoggingBuilder> From(LogLevel level) => logging => logging
        .SetMinimumLevel(level)
        .AddFilter("Microsoft", level is LogLevel.Debug or LogLevel.Information ? LogLevel.Warning : level)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fff'Z' ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        })
        .Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            console.MaxQueueLength = MaxWaiting;
        });
}

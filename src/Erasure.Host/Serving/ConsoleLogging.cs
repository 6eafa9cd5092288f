using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Erasure.Host.Serving;

/// <summary>Logs to standard error, a line each, in UTC: standard output is for answers.</summary>
internal static class ConsoleLogging
{
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
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}

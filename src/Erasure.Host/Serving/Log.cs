using Microsoft.Extensions.Logging;

namespace Erasure.Host.Serving;

/// <summary>What the host logs of itself.</summary>
internal static partial class Log
{
    [LoggerMessage(70, LogLevel.Critical, "{Part} failed with {Error}, and the host stops: {Where}")]
    public static partial void PartFailed(ILogger logger, string part, string error, string? where);

    [LoggerMessage(71, LogLevel.Information, "Stopping: no request is taken any more, and what isn't done within half a minute goes on at the next start")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(72, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);
}

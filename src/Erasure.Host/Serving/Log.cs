using Microsoft.Extensions.Logging;

namespace Erasure.Host.Serving;

/// <summary>What the host logs of itself.</summary>
internal static partial class Log
{
    [LoggerMessage(70, LogLevel.Critical, "{Part} failed with {Error}, and the host stops: {Where}")]
    public static partial void PartFailed(ILogger logger, string part, string error, string? where);
}

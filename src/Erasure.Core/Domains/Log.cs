using Microsoft.Extensions.Logging;

namespace Erasure.Core.Domains;

/// <summary>What calls to domains log.</summary>
internal static partial class Log
{
    [LoggerMessage(6, LogLevel.Warning, "What domain {Domain} answered about erasure {ErasureId} counts, but the record of the call could not be kept ({Error}): {Where}")]
    public static partial void CallNotKept(ILogger logger, string domain, string erasureId, string error, string where);
}

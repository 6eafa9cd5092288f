using Microsoft.Extensions.Logging;

namespace Erasure.Host.Serving;

/// <summary>What the host logs of itself.</summary>
internal static partial class Log
{
    [LoggerMessage(70, LogLevel.Critical, "{Part} failed with {Error}, and the host stops: {Where}")]
    public static partial void PartFailed(ILogger logger, string part, string error, string where);

    [LoggerMessage(71, LogLevel.Information, "Stopping: no request is taken any more, and what isn't done within half a minute goes on at the next start")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(72, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(73, LogLevel.Warning, "A new database, {Database}, and a new master key, {MasterKey}, were made. Where there were others before, they aren't where they were: stop this host, and look whether the volume is mounted")]
    public static partial void BegunAnew(ILogger logger, string database, string masterKey);

    [LoggerMessage(74, LogLevel.Critical, "Nothing can be sealed, so that nothing is taken in. {Problem}")]
    public static partial void MasterKeyIsGone(ILogger logger, string problem);

    [LoggerMessage(75, LogLevel.Information, "The master key is in {MasterKey} again")]
    public static partial void MasterKeyIsBack(ILogger logger, string masterKey);
}

using Microsoft.Extensions.Logging;

namespace Erasure.Core.Reconciliation;

/// <summary>What the reconciler logs.</summary>
internal static partial class Log
{
    [LoggerMessage(40, LogLevel.Warning, "Intake of erasure {ErasureId} was interrupted before it was received; rolled back")]
    public static partial void RolledBack(ILogger logger, string erasureId);

    [LoggerMessage(41, LogLevel.Warning, "Erasure {ErasureId} was received but not started; started")]
    public static partial void Started(ILogger logger, string erasureId);

    [LoggerMessage(42, LogLevel.Error, "Workflow of erasure {ErasureId} failed or is gone; begins again from the records")]
    public static partial void BeginsAgain(ILogger logger, string erasureId);

    [LoggerMessage(43, LogLevel.Warning, "Workflow of erasure {ErasureId} ended before the erasure was cleaned up; finishing it")]
    public static partial void Finishes(ILogger logger, string erasureId);

    [LoggerMessage(44, LogLevel.Error, "A sweep failed ({Error}); it is tried again at the next one: {Where}")]
    public static partial void SweepFailed(ILogger logger, string error, string where);

    [LoggerMessage(45, LogLevel.Error, "Erasure {ErasureId} could not be looked after ({Error}); it is tried again at the next sweep: {Where}")]
    public static partial void NotHelped(ILogger logger, string erasureId, string error, string where);

    [LoggerMessage(46, LogLevel.Error, "{Missing} of {Open} open erasures have no workflow, or lack a domain's, so this is another task hub or database than theirs, or it was lost. None was touched. Point the host back at theirs; if it is lost, set operations.mostMissing above {MostMissing}, and they begin again from the records")]
    public static partial void TooManyMissing(ILogger logger, int missing, long open, int mostMissing);

    [LoggerMessage(48, LogLevel.Warning, "Workflow of erasure {ErasureId} is suspended, so that nothing is done for it; it is due by {Deadline}. Resume it through the management API")]
    public static partial void IsSuspended(ILogger logger, string erasureId, DateTimeOffset deadline);
}

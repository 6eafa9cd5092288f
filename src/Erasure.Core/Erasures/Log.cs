using Microsoft.Extensions.Logging;

namespace Erasure.Core.Erasures;

/// <summary>What erasures log: ids, states and codes; never a value.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Erasure {ErasureId} received for {Domains} domains")]
    public static partial void Received(ILogger logger, string erasureId, int domains);

    [LoggerMessage(2, LogLevel.Debug, "Erasure {ErasureId} has a workflow already")]
    public static partial void AlreadyStarted(ILogger logger, string erasureId);

    [LoggerMessage(3, LogLevel.Information, "Erasure {ErasureId} ended: {State}")]
    public static partial void Ended(ILogger logger, string erasureId, ErasureState state);

    [LoggerMessage(4, LogLevel.Information, "Erasure {ErasureId}: identifiers destroyed")]
    public static partial void IdentifiersDestroyed(ILogger logger, string erasureId);

    [LoggerMessage(7, LogLevel.Error, "Domain {Domain} failed in erasure {ErasureId} ({Code}), attempt {Attempt}: it waits for a human")]
    public static partial void DomainFailed(ILogger logger, string domain, string erasureId, string code, int attempt);

    [LoggerMessage(8, LogLevel.Error, "Erasure {ErasureId} needs action: {Domains} of its domains failed")]
    public static partial void ActionRequired(ILogger logger, string erasureId, int domains);

    [LoggerMessage(5, LogLevel.Error, "Connector of domain {Domain} failed on erasure {ErasureId} with {Error} at {Where}")]
    public static partial void ConnectorFailed(ILogger logger, string domain, string erasureId, string error, string where);

    [LoggerMessage(47, LogLevel.Error, "Workflow of domain {Domain} in erasure {ErasureId} is gone; it begins again from the records")]
    public static partial void PartBeginsAgain(ILogger logger, string domain, string erasureId);
}

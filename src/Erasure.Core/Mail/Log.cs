using Microsoft.Extensions.Logging;

namespace Erasure.Core.Mail;

/// <summary>What the outbox logs: kinds and ids; never an address.</summary>
internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Warning, "Mail {Kind} of erasure {ErasureId} not delivered at attempt {Attempt} ({Error}); given up: {GivenUp}. {Reason}")]
    public static partial void NotDelivered(ILogger logger, string kind, string erasureId, int attempt, string error, bool givenUp, string reason);
}

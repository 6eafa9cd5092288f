using Erasure.Core.Deletion.Jobs;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion;

/// <summary>What jobs log: ids, codes and sentences of our own; never a value or an object's key.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Deletion job {JobId} can't search mapper {Mapper} now ({Reason}), and tries again: {Detail}")]
    public static partial void MapperTriedAgain(ILogger logger, string jobId, string mapper, string reason, string detail);

    [LoggerMessage(3, LogLevel.Warning, "Deletion job {JobId} ended {State} ({Code}): {Failed} of {Objects} objects failed, {Kept} matches stay owed")]
    public static partial void JobEndedInPart(ILogger logger, string jobId, DeletionJobState state, string code, long failed, long objects, long kept);

    [LoggerMessage(4, LogLevel.Error, "Deletion job {JobId} can't erase from an object of mapper {Mapper} ({Code}); GET /api/failures/{FailureId} says which, and what to do")]
    public static partial void ObjectRefused(ILogger logger, string jobId, string mapper, string code, string failureId);

    [LoggerMessage(2, LogLevel.Error, "Deletion job {JobId} can't search mapper {Mapper} ({Reason}); what is asked of it stays owed: {Detail}")]
    public static partial void MapperGivenUp(ILogger logger, string jobId, string mapper, string reason, string detail);
}

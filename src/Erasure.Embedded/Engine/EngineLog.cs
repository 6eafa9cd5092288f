using Erasure.Embedded.Engine.Instances;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine;

/// <summary>What the engine logs: ids, names and types, never payloads or the texts of exceptions.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Information, "Durable engine started: {Instances} instances have messages, {Activities} activities are waiting.")]
    public static partial void Started(this ILogger logger, int instances, long activities);

    [LoggerMessage(2, LogLevel.Information, "Instance {InstanceId} ({Name}) ended: {Status}.")]
    public static partial void Ended(this ILogger logger, string instanceId, string name, RuntimeStatus status);

    [LoggerMessage(3, LogLevel.Warning, "Activity {Name} of instance {InstanceId} failed with {ErrorType}, thrown by {Where}.")]
    public static partial void ActivityFailed(this ILogger logger, string name, string instanceId, string errorType, string where);

    [LoggerMessage(4, LogLevel.Error, "Instance {InstanceId} ({Name}) broke the rules of replay and failed: {Reason}")]
    public static partial void NonDeterministic(this ILogger logger, string instanceId, string name, string reason);

    [LoggerMessage(5, LogLevel.Error, "A step of instance #{Key} couldn't be taken ({ErrorType}); it is tried again in {Wait}.")]
    public static partial void StepDeferred(this ILogger logger, long key, string errorType, TimeSpan wait);

    [LoggerMessage(6, LogLevel.Error, "The end of activity #{Id} ({Name}) couldn't be written ({ErrorType}); it is tried again in {Wait}.")]
    public static partial void ActivityEndDeferred(this ILogger logger, long id, string name, string errorType, TimeSpan wait);

    [LoggerMessage(8, LogLevel.Error, "Waiting activities {Name} couldn't be read ({ErrorType}); trying again in {Wait}.")]
    public static partial void ActivitiesDeferred(this ILogger logger, string name, string errorType, TimeSpan wait);

    [LoggerMessage(7, LogLevel.Error, "Due timers couldn't be read ({ErrorType}); trying again in {Wait}.")]
    public static partial void TimersDeferred(this ILogger logger, string errorType, TimeSpan wait);
}

using Microsoft.Extensions.Logging;

namespace Erasure.Core.Alerts;

/// <summary>What alerts log of themselves: rules, channels and codes; never an address, which may be a secret.</summary>
internal static partial class Log
{
    [LoggerMessage(60, LogLevel.Warning, "Alert {Rule} not delivered by {Channel} at attempt {Attempt} ({Error}); it is tried again. {Detail}")]
    public static partial void NotDelivered(ILogger logger, string rule, string channel, int attempt, string error, string detail);

    [LoggerMessage(61, LogLevel.Error, "Alert {Rule} given up by {Channel} after attempt {Attempt} ({Error}). {Detail}")]
    public static partial void GivenUp(ILogger logger, string rule, string channel, int attempt, string error, string detail);

    [LoggerMessage(62, LogLevel.Error, "Alerts of {Source} couldn't be looked for ({Error}); they are looked for again: {Where}")]
    public static partial void NotLooked(ILogger logger, string source, string error, string where);

    [LoggerMessage(63, LogLevel.Warning, "Alerts couldn't be delivered now ({Error}): {Where}")]
    public static partial void DeliveryFailed(ILogger logger, string error, string where);
}

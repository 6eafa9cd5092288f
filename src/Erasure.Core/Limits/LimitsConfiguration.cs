using Erasure.Core.Settings;

namespace Erasure.Core.Limits;

/// <summary>How much a domain is asked at once, by all processes that work from the same records. What finds no room is asked a little later, by durable timers.</summary>
public sealed record LimitsConfiguration
{
    /// <summary>Calls at once; default 8.</summary>
    [Between(1, 48)]
    public int Concurrency { get; init; } = 8;

    /// <summary>Calls that begin within a second, evenly spread, quick retries included; without bound where it isn't given.</summary>
    [Between(0.001, 10_000)]
    public double? PerSecond { get; init; }
}

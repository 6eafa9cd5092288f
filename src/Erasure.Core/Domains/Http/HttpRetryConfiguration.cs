using Erasure.Core.Settings;

namespace Erasure.Core.Domains.Http;

/// <summary>How failed calls are tried again: on network errors, time-outs, 429 and 5xx, never on another 4xx. Waits double, with jitter.</summary>
public sealed record HttpRetryConfiguration
{
    /// <summary>Attempts in all, the first included; default 4.</summary>
    [Between(1, 20)]
    public int Attempts { get; init; } = 4;

    /// <summary>Wait before the second attempt; default 1 second.</summary>
    [Lasts("PT0.001S", "PT1H")]
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait, also where the domain asks for a longer one by Retry-After: then the call is left to the next durable timer; default 1 minute.</summary>
    [Lasts("PT0.001S", "PT1H")]
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(1);
}

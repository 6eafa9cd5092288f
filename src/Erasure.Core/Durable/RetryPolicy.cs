namespace Erasure.Core.Durable;

/// <summary>How often and how fast a failed activity or sub-orchestration is tried again, on durable timers.</summary>
/// <param name="MaxNumberOfAttempts">Attempts in all, the first included; at least 1.</param>
/// <param name="FirstRetryInterval">Wait before the second attempt; above zero.</param>
/// <param name="BackoffCoefficient">Each further wait is this many times the one before; at least 1.</param>
/// <param name="MaxRetryInterval">Upper bound of a wait; one hour where it isn't given.</param>
/// <param name="RetryTimeout">No attempt begins later than this after the first; without bound where it isn't given.</param>
public sealed record RetryPolicy(
    int MaxNumberOfAttempts,
    TimeSpan FirstRetryInterval,
    double BackoffCoefficient = 1.0,
    TimeSpan? MaxRetryInterval = null,
    TimeSpan? RetryTimeout = null);

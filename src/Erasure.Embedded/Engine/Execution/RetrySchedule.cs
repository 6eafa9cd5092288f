using Erasure.Core.Durable;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>When a retry policy tries again.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan DefaultMaxInterval = TimeSpan.FromHours(1);

    /// <summary>The wait after the given number of failures; null where the policy gives up.</summary>
    public static TimeSpan? NextWait(this RetryPolicy policy, int failures, TimeSpan sinceFirstAttempt)
    {
        if (failures >= policy.MaxNumberOfAttempts)
        {
            return null;
        }

        TimeSpan max = policy.MaxRetryInterval ?? DefaultMaxInterval;
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, failures - 1);
        TimeSpan wait = ticks < max.Ticks ? TimeSpan.FromTicks((long)ticks) : max;
        return sinceFirstAttempt + wait > policy.RetryTimeout ? null : wait;
    }
}

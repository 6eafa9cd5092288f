using DurableTask.Core;
using Microsoft.DurableTask;

using CoreFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>When a retry policy tries again.</summary>
internal static class RetrySchedule
{
    /// <summary>The wait after the given number of failures; null where the policy gives up.</summary>
    public static TimeSpan? NextWait(this RetryPolicy policy, TaskFailedException failed, int failures, TimeSpan sinceFirstAttempt)
    {
        if (failures >= policy.MaxNumberOfAttempts || !policy.Handle(InCoresWords(failed)))
        {
            return null;
        }

        TimeSpan max = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        double ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, failures - 1);
        TimeSpan wait = ticks < max.Ticks ? TimeSpan.FromTicks((long)ticks) : max;
        return policy.RetryTimeout != Timeout.InfiniteTimeSpan && sinceFirstAttempt + wait > policy.RetryTimeout ? null : wait;
    }

    // A policy asks its own handler in these words only.
    private static CoreFailedException InCoresWords(TaskFailedException failed) =>
        new(failed.Message) { FailureDetails = Translate(failed.FailureDetails) };

    private static FailureDetails? Translate(TaskFailureDetails? failure) =>
        failure is null ? null : new FailureDetails(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, Translate(failure.InnerFailure), isNonRetriable: false);
}

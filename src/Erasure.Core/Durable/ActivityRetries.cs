using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>How failed activities are tried again. What a domain answers is no failure of an activity; an unreachable database or key service is.</summary>
internal static class ActivityRetries
{
    /// <summary>
    /// Ten attempts from one second on, doubling up to ten minutes: outlasts a quarter of an hour's outage of our own store without anyone's help. After that the instance fails, and the reconciler
    /// begins it again from the records.
    /// </summary>
    public static TaskOptions Standard { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(10)));

    /// <summary>
    /// Five attempts from five seconds on, each wait four times as long, up to ten minutes: for pages of long work, of which nothing is lost that ends here, since somebody begins it again.
    /// </summary>
    public static TaskOptions OfPages { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(5), backoffCoefficient: 4, maxRetryInterval: TimeSpan.FromMinutes(10)));
}

using Microsoft.DurableTask;

namespace Erasure.Core.Durable;

/// <summary>How failed activities are tried again. What a domain answers is no failure of an activity; an unreachable database or key service is.</summary>
internal static class Retries
{
    /// <summary>Ten attempts from one second on, doubling up to ten minutes: outlasts a quarter of an hour's outage of our own store without anyone's help. After that the instance fails, and the reconciler begins it again from the records.</summary>
    public static TaskOptions Ours { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(10)));

    /// <summary>After so many failures of asking a domain it isn't asked again: an exception out of a connector is a defect or our own store's outage, and a human should hear of it soon.</summary>
    public const int MostFaults = 2;

    /// <summary>The wait after one.</summary>
    public static TimeSpan AfterFault { get; } = TimeSpan.FromSeconds(30);
}

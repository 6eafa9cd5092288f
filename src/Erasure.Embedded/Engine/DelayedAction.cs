namespace Erasure.Embedded.Engine;

/// <summary>Runs something later, once.</summary>
internal static class DelayedAction
{
    public static void Run(TimeProvider time, TimeSpan wait, Action action)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                action();
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}

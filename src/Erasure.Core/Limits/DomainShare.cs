namespace Erasure.Core.Limits;

/// <summary>What a process may take of a domain's limits at present.</summary>
/// <param name="Calls">Calls at once.</param>
/// <param name="Interval">Between the beginnings of two calls; null where none may begin.</param>
/// <param name="Lost">Canceled once calls that began under the share must end, since somebody else may begin in their place.</param>
internal sealed record DomainShare(int Calls, TimeSpan? Interval, CancellationToken Lost = default)
{
    /// <summary>Nothing.</summary>
    public static DomainShare None { get; } = new(0, Interval: null);

    /// <summary>All of them: where there is one process.</summary>
    public static DomainShare Whole(LimitsConfiguration limits) => new(limits.Concurrency, IntervalOf(limits.PerSecond));

    /// <summary>Between the beginnings of two calls at that rate; null for no bound.</summary>
    public static TimeSpan IntervalOf(double? perSecond) => perSecond is { } number ? TimeSpan.FromSeconds(1 / number) : TimeSpan.Zero;
}

namespace Erasure.Core.Deadlines;

/// <summary>How a deadline is computed.</summary>
public enum DeadlineRule
{
    /// <summary>The earlier of the other two.</summary>
    Earlier,

    /// <summary>30 days after receipt.</summary>
    ThirtyDays,

    /// <summary>One calendar month after receipt.</summary>
    CalendarMonth,
}

using Erasure.Core.Settings;

namespace Erasure.Core.Deadlines;

/// <summary>Deadlines (Art. 12(3) GDPR; Reg. 1182/71 Art. 3).</summary>
public sealed record DeadlineConfiguration
{
    /// <summary>Default: the earlier of 30 days and the calendar month.</summary>
    public DeadlineRule Rule { get; init; } = DeadlineRule.Earlier;

    /// <summary>IANA time zone in which days are counted; default UTC.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>Under the calendar-month rule a deadline on a weekend or one of <see cref="Holidays"/> moves to the next working day; default off, which is never later.</summary>
    public bool RollToWorkingDay { get; init; }

    /// <summary>Public holidays of the jurisdiction.</summary>
    public IReadOnlyList<DateOnly> Holidays { get; init; } = [];

    /// <summary>Reminders to an admin before the deadline; default 7 days and 1 day.</summary>
    [Lasts("PT1M", "P90D")]
    public IReadOnlyList<TimeSpan> Reminders { get; init; } = [TimeSpan.FromDays(7), TimeSpan.FromDays(1)];

    /// <summary>How often the admin of a failed domain is reminded; default weekly.</summary>
    [Lasts("PT1H", "P90D")]
    public TimeSpan FailedReminder { get; init; } = TimeSpan.FromDays(7);
}

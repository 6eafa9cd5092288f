using NodaTime;
using NodaTime.Extensions;

namespace Erasure.Core.Deadlines;

/// <summary>When an erasure must be done: Art. 12(3) GDPR, its month counted by Art. 3 of Reg. (EEC, Euratom) 1182/71.</summary>
/// <remarks>
/// Days are counted on the calendar of the configured zone, and the time of day is kept. The regulation would let a period
/// end with the last hour of its last day; ending at the hour of receipt is never later than that.
/// </remarks>
public sealed class DeadlineCalculator
{
    private const int Days = 30;
    private const int Months = 1;
    private const int ExtendedMonths = 3;

    private readonly DeadlineConfiguration options;
    private readonly DateTimeZone zone;
    private readonly HashSet<LocalDate> holidays;

    /// <summary>Prepares the calendar.</summary>
    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">The zone isn't an IANA time zone.</exception>
    public DeadlineCalculator(DeadlineConfiguration options)
    {
        this.options = options;
        zone = DateTimeZoneProviders.Tzdb[options.TimeZone];
        holidays = [.. options.Holidays.Select(day => day.ToLocalDate())];
    }

    /// <summary>The deadline of a request received then.</summary>
    public DateTimeOffset DeadlineOf(DateTimeOffset receivedAt)
    {
        LocalDateTime received = Local(receivedAt);
        return options.Rule switch
        {
            DeadlineRule.ThirtyDays => ToInstant(received.PlusDays(Days)),
            DeadlineRule.CalendarMonth => AfterMonths(received, Months),
            _ => Earlier(ToInstant(received.PlusDays(Days)), AfterMonths(received, Months)),
        };
    }

    /// <summary>The extended deadline: three months from receipt, not from the first deadline.</summary>
    public DateTimeOffset ExtendedDeadlineOf(DateTimeOffset receivedAt) => AfterMonths(Local(receivedAt), ExtendedMonths);

    // PlusMonths ends on the same date, or on the month's last day where there is none: Art. 3(2)(c).
    private DateTimeOffset AfterMonths(LocalDateTime received, int months)
    {
        LocalDateTime end = received.PlusMonths(months);
        while (options.RollToWorkingDay && !IsWorkingDay(end.Date))
        {
            end = end.PlusDays(1);
        }

        return ToInstant(end);
    }

    private bool IsWorkingDay(LocalDate day) =>
        day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && !holidays.Contains(day);

    private LocalDateTime Local(DateTimeOffset instant) => instant.ToInstant().InZone(zone).LocalDateTime;

    private DateTimeOffset ToInstant(LocalDateTime local) => zone.AtLeniently(local).ToInstant().ToDateTimeOffset();

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

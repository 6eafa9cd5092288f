using System.Globalization;
using Erasure.Core.Deadlines;

namespace Erasure.Core.Tests.Deadlines;

/// <summary>Art. 12(3) GDPR, Reg. 1182/71 Art. 3.</summary>
public sealed class DeadlineCalculatorTests
{
    [Theory]
    [InlineData("2026-09-03T10:00:00Z", "2026-10-03T10:00:00Z")]
    [InlineData("2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [InlineData("2028-01-31T10:00:00Z", "2028-02-29T10:00:00Z")]
    [InlineData("2026-02-10T00:00:00Z", "2026-03-10T00:00:00Z")]
    [InlineData("2026-01-15T23:59:59Z", "2026-02-14T23:59:59Z")]
    [InlineData("2026-12-31T12:00:00Z", "2027-01-30T12:00:00Z")]
    public void By_default_it_is_the_earlier_of_thirty_days_and_the_month(string received, string deadline) =>
        Assert.Equal(At(deadline), Of(new DeadlineConfiguration()).DeadlineOf(At(received)));

    [Theory]
    [InlineData(DeadlineRule.ThirtyDays, "2026-01-31T10:00:00Z", "2026-03-02T10:00:00Z")]
    [InlineData(DeadlineRule.CalendarMonth, "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [InlineData(DeadlineRule.ThirtyDays, "2026-07-01T10:00:00Z", "2026-07-31T10:00:00Z")]
    [InlineData(DeadlineRule.CalendarMonth, "2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z")]
    public void Either_rule_can_be_had_alone(DeadlineRule rule, string received, string deadline) =>
        Assert.Equal(At(deadline), Of(new DeadlineConfiguration { Rule = rule }).DeadlineOf(At(received)));

    [Fact]
    public void An_extension_is_three_months_from_receipt_and_not_from_the_first_deadline()
    {
        DeadlineCalculator deadlines = Of(new DeadlineConfiguration());
        Assert.Equal(At("2026-04-30T10:00:00Z"), deadlines.ExtendedDeadlineOf(At("2026-01-31T10:00:00Z")));
        Assert.Equal(At("2026-02-28T10:00:00Z"), deadlines.ExtendedDeadlineOf(At("2025-11-30T10:00:00Z")));
    }

    [Fact]
    public void Days_are_those_of_the_configured_zone()
    {
        // 31 January in Berlin already, still the 30th in UTC; and summer time begins in between.
        DeadlineCalculator berlin = Of(new DeadlineConfiguration { Rule = DeadlineRule.CalendarMonth, TimeZone = "Europe/Berlin" });
        Assert.Equal(At("2026-02-27T23:30:00Z"), berlin.DeadlineOf(At("2026-01-30T23:30:00Z")));
        Assert.Equal(At("2026-04-10T08:00:00Z"), berlin.DeadlineOf(At("2026-03-10T09:00:00Z")));
    }

    [Fact]
    public void A_deadline_in_the_hour_that_summer_time_skips_still_exists()
    {
        DeadlineCalculator berlin = Of(new DeadlineConfiguration { Rule = DeadlineRule.CalendarMonth, TimeZone = "Europe/Berlin" });

        // 28 February, 02:30 there: a month later the clock goes from 02:00 to 03:00 on the 29th only, so the 28th has its 02:30.
        Assert.Equal(At("2026-03-28T01:30:00Z"), berlin.DeadlineOf(At("2026-02-28T01:30:00Z")));

        // 29 February 2032, 02:30 there; 28 March 2032 is that year's day, so ask for the one of 2027: 28 March, received on 28 February.
        Assert.Equal(At("2027-03-28T01:30:00Z"), berlin.DeadlineOf(At("2027-02-28T01:30:00Z")));
    }

    [Theory]
    [InlineData("2026-10-03T10:00:00Z", "2026-11-03T10:00:00Z")]
    [InlineData("2026-09-04T10:00:00Z", "2026-10-05T10:00:00Z")]
    [InlineData("2026-11-25T10:00:00Z", "2026-12-28T10:00:00Z")]
    public void A_calendar_month_can_roll_to_the_next_working_day(string received, string deadline)
    {
        DeadlineConfiguration options = new()
        {
            Rule = DeadlineRule.CalendarMonth,
            RollToWorkingDay = true,
            Holidays = [new DateOnly(2026, 12, 25), new DateOnly(2026, 12, 26)],
        };
        Assert.Equal(At(deadline), Of(options).DeadlineOf(At(received)));
    }

    [Fact]
    public void On_every_day_of_eight_years_the_rules_keep_their_promises()
    {
        DeadlineCalculator earlier = Of(new DeadlineConfiguration { Holidays = [new DateOnly(2026, 12, 25)], RollToWorkingDay = true });
        DeadlineCalculator days = Of(new DeadlineConfiguration { Rule = DeadlineRule.ThirtyDays });
        DeadlineCalculator month = Of(new DeadlineConfiguration { Rule = DeadlineRule.CalendarMonth });
        DeadlineCalculator rolled = Of(new DeadlineConfiguration { Rule = DeadlineRule.CalendarMonth, RollToWorkingDay = true });
        DateTimeOffset before = DateTimeOffset.MinValue;
        for (DateTimeOffset received = At("2024-01-01T17:45:00Z"); received.Year < 2032; received = received.AddDays(1))
        {
            DateTimeOffset monthly = month.DeadlineOf(received);
            Assert.Equal(received.AddDays(30), days.DeadlineOf(received));
            Assert.InRange((monthly - received).TotalDays, 28, 31);
            Assert.True(monthly.Day == received.Day || (monthly.Day < received.Day && monthly.AddDays(1).Day == 1));
            Assert.True(monthly >= before);
            Assert.True(earlier.DeadlineOf(received) <= days.DeadlineOf(received));
            Assert.True(rolled.DeadlineOf(received) >= monthly);
            Assert.False(rolled.DeadlineOf(received).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
            Assert.InRange((month.ExtendedDeadlineOf(received) - received).TotalDays, 89, 92);
            before = monthly;
        }
    }

    private static DeadlineCalculator Of(DeadlineConfiguration options) => new(options);

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}

using System.Diagnostics.Metrics;
using Erasure.Core.Alerts;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Serving;

public sealed class ErrorRateTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly Meter meter = new("error-rate-tests");
    private readonly Histogram<double> requests;
    private readonly Histogram<double> activities;
    private readonly ErrorRate rate;

    public ErrorRateTests()
    {
        requests = meter.CreateHistogram<double>("requests");
        activities = meter.CreateHistogram<double>("activities");
        rate = new ErrorRate(time, instrument => instrument.Meter == meter);
    }

    public void Dispose()
    {
        rate.Dispose();
        meter.Dispose();
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(0, 5, 1)]
    [InlineData(95, 5, 0)]
    [InlineData(94, 5, 1)]
    public async Task More_than_one_in_twenty_is_told_if_they_are_five(int good, int bad, int told)
    {
        for (int i = 0; i < good; i++)
        {
            requests.Record(1, new KeyValuePair<string, object?>("http.response.status_code", i % 2 == 0 ? 200 : 404));
        }

        for (int i = 0; i < bad; i++)
        {
            requests.Record(1, new KeyValuePair<string, object?>("http.response.status_code", 503));
        }

        Assert.Equal(told, (await rate.LookAsync(default))!.Count);
    }

    [Fact]
    public async Task Failures_count_as_long_where_the_clock_is_set()
    {
        for (int i = 0; i < 5; i++)
        {
            requests.Record(1, new KeyValuePair<string, object?>("http.response.status_code", 503));
        }

        time.SetClock(time.GetUtcNow().AddDays(1));
        Assert.Single((await rate.LookAsync(default))!);
        time.Advance(TimeSpan.FromMinutes(16));
        Assert.Empty((await rate.LookAsync(default))!);
    }

    [Fact]
    public async Task Activities_count_too_for_a_quarter_of_an_hour()
    {
        for (int i = 0; i < 5; i++)
        {
            activities.Record(1, new KeyValuePair<string, object?>("activity", "AskDomain"), new KeyValuePair<string, object?>("outcome", "failed"));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        AlertFinding found = Assert.Single((await rate.LookAsync(default))!);
        Assert.Equal(["runs 5", "failures 5"], found.Facts.Select(fact => $"{fact.Name} {fact.Value}"));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Empty((await rate.LookAsync(default))!);
    }
}

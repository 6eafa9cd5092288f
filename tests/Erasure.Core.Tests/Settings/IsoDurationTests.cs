using Erasure.Core.Settings;

namespace Erasure.Core.Tests.Settings;

/// <summary>Durations.</summary>
public sealed class IsoDurationTests
{
    [Theory]
    [InlineData("P7D", 7 * 24 * 60)]
    [InlineData("P2W", 14 * 24 * 60)]
    [InlineData("PT1H30M", 90)]
    [InlineData("P1DT1M", (24 * 60) + 1)]
    public void Durations_of_fixed_length_are_read(string text, int minutes)
    {
        Assert.True(IsoDuration.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMinutes(minutes), duration);
    }

    [Theory]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("-P1D")]
    [InlineData("P")]
    [InlineData("5")]
    [InlineData("P-2W")]
    [InlineData("PT")]
    [InlineData(null)]
    public void Other_durations_are_not(string? text) => Assert.False(IsoDuration.TryParse(text, out _));
}

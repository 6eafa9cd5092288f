using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace Erasure.Core.Settings;

/// <summary>ISO 8601 durations of fixed length: weeks, days, hours, minutes and seconds, but no months or years.</summary>
public static class IsoDuration
{
    /// <summary>Reads <c>PT5M</c>, <c>P7D</c>, <c>P2W</c>.</summary>
    /// <returns>False where it isn't a duration, is negative, or counts in months or years.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text is not ['P', .. { Length: > 1 } rest])
        {
            return false;
        }

        if (rest[^1] == 'W')
        {
            bool isWeeks = int.TryParse(rest.AsSpan(0, rest.Length - 1), out int weeks) && weeks is >= 0 and < 10_000;
            duration = TimeSpan.FromDays(7 * (isWeeks ? weeks : 0));
            return isWeeks;
        }

        string date = rest.Split('T')[0];
        if (date.Contains('Y', StringComparison.Ordinal) || date.Contains('M', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            duration = XmlConvert.ToTimeSpan(text);
            return true;
        }
        catch (Exception notOne) when (notOne is FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>Writes the shortest such text.</summary>
    public static string Format(TimeSpan duration) => XmlConvert.ToString(duration);
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Dates, times and timestamps in ISO 8601: <c>2024-02-29</c>, <c>13:45:00.5</c>, <c>2024-02-29T13:45:00.123456Z</c> (a space for the T is fine).</summary>
internal static partial class TemporalParser
{
    private const long NanosPerSecond = 1_000_000_000, SecondsPerDay = 86_400;

    /// <summary>Julian day of 1970-01-01.</summary>
    private const int JulianEpoch = 2_440_588;

    /// <summary>Days since 1970-01-01.</summary>
    public static long? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? Days(date) : null;

    /// <summary>Units since midnight. An offset other than zero is refused: without a date it may lead into another day.</summary>
    public static long? Time(string text, LogicalType type)
    {
        Match match = TimePattern().Match(text);
        return match.Success && Clock(match) is { } clock && (type.IsUtc || !match.Groups["zone"].Success) && ZoneSeconds(match.Groups["zone"].ValueSpan) == 0
            ? Units(clock.Seconds, clock.Nanos, type.UnitsPerSecond)
            : null;
    }

    /// <summary>Units since the epoch. Without an offset the text is in UTC, or on the column's wall clock; a wall clock takes no offset.</summary>
    public static long? Timestamp(string text, LogicalType type) =>
        Instant(text, allowZone: type.IsUtc) is { } instant ? Units(instant.Seconds, instant.Nanos, type.UnitsPerSecond) : null;

    /// <summary>INT96: nanoseconds of the day, then the Julian day.</summary>
    public static byte[]? Int96(string text)
    {
        if (Instant(text, allowZone: true) is not { } instant)
        {
            return null;
        }

        long day = (long)Math.Floor((decimal)instant.Seconds / SecondsPerDay);
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, ((instant.Seconds - (day * SecondsPerDay)) * NanosPerSecond) + instant.Nanos);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), (int)(day + JulianEpoch));
        return bytes;
    }

    private static (long Seconds, int Nanos)? Instant(string text, bool allowZone)
    {
        if (text.Length < 12 || text[10] is not ('T' or ' ') || Date(text[..10]) is not { } days)
        {
            return null;
        }

        Match match = TimePattern().Match(text, 11, text.Length - 11);
        if (!match.Success || Clock(match) is not { } clock || (match.Groups["zone"].Success && !allowZone))
        {
            return null;
        }

        return ((days * SecondsPerDay) + clock.Seconds - ZoneSeconds(match.Groups["zone"].ValueSpan), clock.Nanos);
    }

    private static (long Seconds, int Nanos)? Clock(Match match)
    {
        int hours = Number(match, "h"), minutes = Number(match, "m"), seconds = Number(match, "s");
        string fraction = match.Groups["f"].Value;
        int nanos = fraction.Length == 0 ? 0 : int.Parse(fraction.PadRight(9, '0'), CultureInfo.InvariantCulture);
        return hours < 24 && minutes < 60 && seconds < 60 ? ((((hours * 60L) + minutes) * 60) + seconds, nanos) : null;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static long ZoneSeconds(ReadOnlySpan<char> zone)
    {
        if (zone is "" or "Z")
        {
            return 0;
        }

        int hours = int.Parse(zone[1..3], CultureInfo.InvariantCulture), minutes = zone.Length > 3 ? int.Parse(zone[^2..], CultureInfo.InvariantCulture) : 0;
        return (zone[0] == '-' ? -1 : 1) * ((hours * 3600L) + (minutes * 60));
    }

    /// <summary>Null where the unit is too coarse for the text, or too fine for 64 bits.</summary>
    private static long? Units(long seconds, int nanos, long unitsPerSecond)
    {
        if (unitsPerSecond == 0 || nanos % (NanosPerSecond / unitsPerSecond) != 0)
        {
            return null;
        }

        Int128 units = ((Int128)seconds * unitsPerSecond) + (nanos / (NanosPerSecond / unitsPerSecond));
        return units >= long.MinValue && units <= long.MaxValue ? (long)units : null;
    }

    private static long Days(DateOnly date) => date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;

    [GeneratedRegex(@"\G(?<h>[0-9]{2}):(?<m>[0-9]{2})(:(?<s>[0-9]{2})(\.(?<f>[0-9]{1,9}))?)?(?<zone>Z|[+-][0-9]{2}(:?[0-9]{2})?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimePattern();
}

using System.Globalization;

namespace Erasure.Core.Domains;

/// <summary>Ids of erasures: version 7 UUIDs (RFC 9562) in 32 lower-case hex digits, so that their order is that of their making.</summary>
public static class ErasureId
{
    private const int Length = 32;
    private const int TimestampDigits = 12;

    /// <summary>A new id.</summary>
    public static string New(TimeProvider time) => New(time.GetUtcNow());

    /// <summary>A new id of that time.</summary>
    public static string New(DateTimeOffset at) => Guid.CreateVersion7(at).ToString("N");

    /// <summary>The text has the form of an id.</summary>
    public static bool IsValid(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>When the id was made, to the millisecond.</summary>
    public static DateTimeOffset TimeOf(string id) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Min(long.Parse(id.AsSpan(0, TimestampDigits), NumberStyles.HexNumber), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>The month in which the id was made, as <c>2026-11</c>.</summary>
    public static string MonthOf(string id) => TimeOf(id).ToString("yyyy-MM");
}

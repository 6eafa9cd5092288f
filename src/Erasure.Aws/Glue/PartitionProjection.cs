using System.Globalization;
using System.Text.RegularExpressions;

namespace Erasure.Aws.Glue;

/// <summary>Partitions that no catalog lists: their values follow from the table's <c>projection.*</c> parameters (Athena User Guide, "Partition projection").</summary>
public static partial class PartitionProjection
{
    /// <summary>Whether the table's partitions are projected.</summary>
    public static bool IsOn(GlueTable table) => string.Equals(table.Parameters.GetValueOrDefault("projection.enabled"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The values that a partition key takes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">One of its partition keys.</param>
    /// <param name="now">What <c>NOW</c> means in a range of dates.</param>
    /// <exception cref="NotSupportedException">The key is injected: its values are known only to those who query.</exception>
    /// <exception cref="FormatException">The parameters contradict the documentation; Athena would refuse the query too.</exception>
    public static IEnumerable<string> Values(GlueTable table, string key, DateTimeOffset now)
    {
        string? Parameter(string name) => table.Parameters.GetValueOrDefault($"projection.{key}.{name}");
        string Required(string name) => Parameter(name) ?? throw new FormatException($"Table {table.Name} projects its partition key {key} without projection.{key}.{name}.");

        switch (Required("type").ToLowerInvariant())
        {
            case "enum":
                return Required("values").Split(',', StringSplitOptions.TrimEntries);
            case "integer":
                return Integers(Required("range"), long.Parse(Parameter("interval") ?? "1", CultureInfo.InvariantCulture), int.Parse(Parameter("digits") ?? "0", CultureInfo.InvariantCulture));
            case "date":
                return Dates(Required("range"), Required("format"), Parameter("interval"), Parameter("interval.unit"), now);
            case "injected":
                throw new NotSupportedException($"Partition key {key} of table {table.Name} is injected, so its values can't be known; give the mapper the prefix of its objects and the scan finder instead.");
            case var other:
                throw new FormatException($"Table {table.Name} projects its partition key {key} as \"{other}\", which is no type of projection.");
        }
    }

    private static IEnumerable<string> Integers(string range, long interval, int digits)
    {
        long[] ends = [.. range.Split(',', StringSplitOptions.TrimEntries).Select(static end => long.Parse(end, CultureInfo.InvariantCulture))];
        for (long value = ends[0]; value <= ends[1]; value += interval)
        {
            yield return value.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        }
    }

    private static IEnumerable<string> Dates(string range, string javaFormat, string? interval, string? unit, DateTimeOffset now)
    {
        string format = ToNetFormat(javaFormat);
        string[] ends = range.Split(',', StringSplitOptions.TrimEntries);
        DateTime end = Instant(ends[1], format, now);
        int step = int.Parse(interval ?? "1", CultureInfo.InvariantCulture);

        // Without a unit Athena steps by days, or by months where the format knows no days.
        string by = (unit ?? (format.Contains('d', StringComparison.Ordinal) ? "days" : format.Contains('M', StringComparison.Ordinal) ? "months" : "years")).ToLowerInvariant().TrimEnd('s');
        DateTime start = Instant(ends[0], format, now);
        string? before = null;
        for (int i = 0; ; i += step)
        {
            DateTime at = by switch
            {
                "year" => start.AddYears(i),
                "month" => start.AddMonths(i),
                "week" => start.AddDays(7 * i),
                "day" => start.AddDays(i),
                "hour" => start.AddHours(i),
                "minute" => start.AddMinutes(i),
                "second" => start.AddSeconds(i),
                _ => throw new FormatException($"\"{unit}\" is no unit of a projection."),
            };
            if (at > end)
            {
                yield break;
            }

            string text = at.ToString(format, CultureInfo.InvariantCulture);
            if (text != before)
            {
                yield return text;
            }

            before = text;
        }
    }

    private static DateTime Instant(string text, string format, DateTimeOffset now)
    {
        Match relative = Relative().Match(text);
        if (!relative.Success)
        {
            return DateTime.ParseExact(text, format, CultureInfo.InvariantCulture);
        }

        DateTime at = now.UtcDateTime;
        if (!relative.Groups["count"].Success)
        {
            return at;
        }

        int count = int.Parse(relative.Groups["sign"].Value + relative.Groups["count"].Value, CultureInfo.InvariantCulture);
        return relative.Groups["unit"].Value.ToUpperInvariant() switch
        {
            "YEAR" => at.AddYears(count),
            "MONTH" => at.AddMonths(count),
            "WEEK" => at.AddDays(7 * count),
            "DAY" => at.AddDays(count),
            "HOUR" => at.AddHours(count),
            "MINUTE" => at.AddMinutes(count),
            _ => at.AddSeconds(count),
        };
    }

    /// <summary>Java's letters for years and so on are .NET's, but for these.</summary>
    private static string ToNetFormat(string java) => java.Replace('u', 'y').Replace('Y', 'y');

    [GeneratedRegex(@"^NOW(\s*(?<sign>[+-])\s*(?<count>\d{1,9})\s*(?<unit>YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relative();
}

namespace Erasure.Core.Alerts;

/// <summary>What a rule has found, as it is now. Holds ids, names of domains and mappers, codes and counts, never a value.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Page">Path of the page, or the API's answer, that shows what failed.</param>
/// <param name="Key">What tells it apart from other findings of the rule: names and their values, of which one alert an hour is told.</param>
public sealed record AlertFinding(AlertRule Rule, string Page, params IReadOnlyList<AlertFact> Key)
{
    /// <summary>When it last happened: what has been told of isn't told again. Null for what goes on.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Names of what is in this state together. Whoever joins them is told again, not sooner than the rule has it; whoever leaves isn't.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public IReadOnlyList<AlertFact> Facts { get; init; } = [];
}

/// <summary>Something that an alert tells.</summary>
/// <param name="Name">What it is, as a word.</param>
/// <param name="Value">A name, an id, a code, a count, a time.</param>
public sealed record AlertFact(string Name, string Value)
{
    /// <summary>The fact that names what is in a state together: it goes into the line that tells of it.</summary>
    internal const string Which = "which";

    private const int Most = 10;

    /// <summary>The first names of some, in order: a message is to be read.</summary>
    public static AlertFact Of(string name, IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new AlertFact(name, string.Join(", ", all.Take(Most)) + (all.Length > Most ? ", ..." : ""));
    }

    /// <summary>A number of things.</summary>
    public static AlertFact Of(string name, long count) => new(name, $"{count}");

    /// <summary>A moment.</summary>
    public static AlertFact Of(string name, DateTimeOffset at) => new(name, $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
}

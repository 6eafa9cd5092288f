namespace Erasure.Core.Alerts;

/// <summary>What has been told of one key of a rule.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Key">The key.</param>
/// <param name="Page">Path of the page that shows it.</param>
internal sealed record AlertStatus(string Rule, IReadOnlyList<AlertFact> Key, string Page)
{
    /// <summary>Alerts told, which numbers them.</summary>
    public int Number { get; init; }

    /// <summary>When the last beginning or happening was told.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>What happened up to then has been told.</summary>
    public DateTimeOffset? UpTo { get; init; }

    /// <summary>A state of which the beginning was told, and not the end.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Names of those in it of whom was told.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Whether to tell of this finding now.</summary>
    public bool IsNews(AlertFinding finding, DateTimeOffset now) =>
        !(finding.Rule.IsState && IsOpen && !finding.Members.Except(Members, StringComparer.Ordinal).Any())
        && !IsTold(finding.At, now)
        && !((now - ToldAt)?.Duration() < finding.Rule.Every);

    // Of a clock that was set back: what happens from then on is earlier than what was told, and is told all the same.
    private bool IsTold(DateTimeOffset? at, DateTimeOffset now) => at <= UpTo && !(at <= now && now < UpTo);
}

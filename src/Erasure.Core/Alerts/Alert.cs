namespace Erasure.Core.Alerts;

/// <summary>What is told: ids, names, codes and counts, never a value of a person.</summary>
public sealed record Alert
{
    /// <summary>The same at each attempt to deliver it, so that a receiver can leave out what it has.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What happened, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>1 where a person's data or a deadline is at stake, 2 where that is still to come.</summary>
    public required int Severity { get; init; }

    /// <summary>What to do, in a sentence.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Which of its key it is, from 1 on, ends of states included.</summary>
    public int Number { get; init; } = 1;

    /// <summary>It is over.</summary>
    public bool IsOver { get; init; }

    /// <summary>When it was told first.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What tells it apart from other alerts of the rule.</summary>
    public IReadOnlyList<AlertFact> Key { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public IReadOnlyList<AlertFact> Facts { get; init; } = [];

    /// <summary>Address of the page that shows what failed.</summary>
    public required string Link { get; init; }

    /// <summary>Where it is written what to do.</summary>
    public string Runbook => $"docs/runbook.md#{Rule}";

    /// <summary>All of it in a line: what, of whom, and whether it is over.</summary>
    public string Subject => $"{(IsOver ? "Over: " : "")}{Title}{Of(Which is { } which ? $"{Keys}: {which}" : Keys)}";

    private string Keys => string.Join(", ", Key.Select(fact => fact.Value));

    private string? Which => Facts.FirstOrDefault(fact => fact.Name == AlertFact.Which)?.Value;

    private static string Of(string whom) => whom.Length == 0 ? "" : $" ({whom})";
}

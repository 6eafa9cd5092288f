using Erasure.Core.Decisions;

namespace Erasure.Core.Domains;

/// <summary>How far one domain is.</summary>
public sealed record DomainProgress
{
    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>Its state.</summary>
    public required DomainState State { get; init; }

    /// <summary>Submissions so far: 1, and one more for each retry by a human.</summary>
    public int Attempt { get; init; }

    /// <summary>How often it was asked how far it is.</summary>
    public long Checks { get; init; }

    /// <summary>The last thing that it said.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What it said to have erased before the same was asked for again, which is among what it says since; null where it wasn't, or nothing was.</summary>
    public Outcome? Before { get; init; }

    /// <summary>Who resolved it, and the note.</summary>
    public HumanDecision? Resolution { get; init; }

    /// <summary>When it is asked next; null where that is now, or only a human moves it.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Since when it is in this state.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

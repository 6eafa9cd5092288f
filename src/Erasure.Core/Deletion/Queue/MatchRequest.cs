using Erasure.Core.Subjects;

namespace Erasure.Core.Deletion.Queue;

/// <summary>A match to queue, without an erasure.</summary>
public sealed record MatchRequest
{
    /// <summary>What the values mean.</summary>
    public required MatchKind Kind { get; init; }

    /// <summary>The values: by identifier or by column, or one under an empty name where the match is simple.</summary>
    public required Sealed<Subject> Values { get; init; }

    /// <summary>Ids of the mappers it is for; all there are where it isn't given. A composite match is for exactly one.</summary>
    public IReadOnlyList<string>? Mappers { get; init; }

    /// <summary>A composite's columns may hold their values in different elements of a list; otherwise those of one list hold within one element.</summary>
    public bool AcrossElements { get; init; }

    /// <summary>When it must be cleared; by law's deadline for a request of now, where it isn't given.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>What became of a match to queue.</summary>
public abstract record MatchResult
{
    private MatchResult()
    {
    }

    /// <summary>It is queued, durably.</summary>
    public sealed record Queued(QueuedMatch Match) : MatchResult;

    /// <summary>The request is wrong: every problem at once.</summary>
    public sealed record Invalid(IReadOnlyList<Subjects.FieldProblem> Problems) : MatchResult;
}

/// <summary>What became of the removal of a match.</summary>
public enum MatchRemoval
{
    /// <summary>It is gone, and its values with it.</summary>
    Removed,

    /// <summary>No such match is queued.</summary>
    NotFound,

    /// <summary>A job carries it: cancel the job first, or let it end.</summary>
    Carried,

    /// <summary>It is an erasure's: it goes with that.</summary>
    OfErasure,
}

/// <summary>A page of the queue and where the next one begins; null at the end.</summary>
public sealed record MatchPage(IReadOnlyList<QueuedMatch> Matches, string? Continuation);

using Erasure.Core.Subjects;

namespace Erasure.Core.Erasures.Intake;

/// <summary>What became of a request.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>It is on disk, or was already: <paramref name="IsNew"/> tells.</summary>
    public sealed record Accepted(ErasureRecord Erasure, bool IsNew) : IntakeResult;

    /// <summary>The subject's running erasure has other domains or identifiers, or was asked for by too many, or the idempotency key was used for another request.</summary>
    public sealed record Conflict(string ErasureId, string Reason) : IntakeResult;

    /// <summary>The request is wrong: every problem at once.</summary>
    public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : IntakeResult;
}

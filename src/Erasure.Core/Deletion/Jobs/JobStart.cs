using Erasure.Core.Subjects;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>What became of the wish for a job.</summary>
public abstract record JobStart
{
    private JobStart()
    {
    }

    /// <summary>It is on its way, durably.</summary>
    public sealed record Started(string JobId) : JobStart;

    /// <summary>Another one runs.</summary>
    public sealed record Running(string JobId) : JobStart;

    /// <summary>These of the named mappers don't exist, by their place.</summary>
    public sealed record UnknownMappers(IReadOnlyList<int> Places) : JobStart;

    /// <summary>The match to try out is wrong: every problem at once.</summary>
    public sealed record InvalidMatch(IReadOnlyList<FieldProblem> Problems) : JobStart;

    /// <summary>No lake is configured.</summary>
    public sealed record NoLake : JobStart;
}

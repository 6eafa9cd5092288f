namespace Erasure.Core.Jobs;

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

    /// <summary>No lake is configured.</summary>
    public sealed record NoLake : JobStart;
}

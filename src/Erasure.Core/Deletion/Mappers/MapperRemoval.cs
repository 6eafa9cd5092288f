namespace Erasure.Core.Deletion.Mappers;

/// <summary>What became of the wish to remove a data mapper.</summary>
public abstract record MapperRemoval
{
    private MapperRemoval()
    {
    }

    /// <summary>For programs: <c>matches-queued</c>; null where it is gone.</summary>
    public virtual string? Code => null;

    /// <summary>It is gone.</summary>
    public sealed record Removed : MapperRemoval;

    /// <summary>There is no such mapper.</summary>
    public sealed record NotFound : MapperRemoval;

    /// <summary>The configuration file declares it.</summary>
    public sealed record Declared : MapperRemoval
    {
        /// <inheritdoc/>
        public override string Code => "declared-in-configuration";
    }

    /// <summary>A domain of the configuration file erases from it.</summary>
    /// <param name="Domain">The domain's name.</param>
    public sealed record Named(string Domain) : MapperRemoval
    {
        /// <inheritdoc/>
        public override string Code => "named-in-configuration";
    }

    /// <summary>A deletion job works on it.</summary>
    /// <param name="JobId">The job.</param>
    public sealed record WorkedOn(string JobId) : MapperRemoval
    {
        /// <inheritdoc/>
        public override string Code => "job-running";
    }

    /// <summary>Queued matches are limited to it, or wait since a job failed in it: without it no job would ever clear them.</summary>
    /// <param name="Matches">How many.</param>
    public sealed record Wanted(long Matches) : MapperRemoval
    {
        /// <inheritdoc/>
        public override string Code => "matches-queued";
    }
}

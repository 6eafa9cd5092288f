using Erasure.Core.Configuration;

namespace Erasure.Core.Jobs;

/// <summary>A mapper as a job works with it: what it was when the job started, whatever becomes of it meanwhile.</summary>
public sealed record JobMapper
{
    /// <summary>The mapper.</summary>
    public required DataMapper Mapper { get; init; }
}

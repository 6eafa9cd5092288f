using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>The lake: an object store and what is in it.</summary>
public sealed record LakeConfiguration
{
    /// <summary>The local folder that is the store's root.</summary>
    [Pattern("[^\\0]+", "a path")]
    public required string Folder { get; init; }

    /// <summary>What is where; more of it may be stored through the API.</summary>
    public IReadOnlyList<DataMapper> Mappers { get; init; } = [];

    /// <summary>Limits of a deletion job.</summary>
    public JobConfiguration Job { get; init; } = new();
}

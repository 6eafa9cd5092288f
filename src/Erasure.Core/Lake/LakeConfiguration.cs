using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Settings;

namespace Erasure.Core.Lake;

/// <summary>The lake: an object store and what is in it.</summary>
public sealed record LakeConfiguration
{
    /// <summary>The local folder that is the store's root; either this or <see cref="S3"/>.</summary>
    [Pattern("(?!~(/|\\z)).+", "a path; ~ is no home here: write it out")]
    public string? Folder { get; init; }

    /// <summary>S3; either this or <see cref="Folder"/>.</summary>
    public S3Configuration? S3 { get; init; }

    /// <summary>What is where; more of it may be stored through the API.</summary>
    public IReadOnlyList<DataMapper> Mappers { get; init; } = [];

    /// <summary>Athena and Glue; mappers with a table or the finder <c>athena</c> need it.</summary>
    public AthenaConfiguration? Athena { get; init; }

    /// <summary>Limits of a deletion job.</summary>
    public JobConfiguration Job { get; init; } = new();

    /// <summary>What the store charges; without it, reports tell no cost.</summary>
    public PriceConfiguration? Prices { get; init; }
}

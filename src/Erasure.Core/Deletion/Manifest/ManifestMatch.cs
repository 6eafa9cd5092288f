using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Manifest;

/// <summary>A match as a job carries it, with its values: only inside the manifest, which is sealed.</summary>
internal sealed class ManifestMatch
{
    /// <summary>The queued match's id.</summary>
    public required string Id { get; init; }

    /// <summary>What the values mean.</summary>
    public required MatchKind Kind { get; init; }

    /// <summary>Ids of the mappers it is for; all where it isn't given.</summary>
    public IReadOnlyList<string>? Mappers { get; init; }

    /// <summary>The erasure's attempt that it was taken from; null in manifests of earlier versions.</summary>
    public int? Attempt { get; init; }

    /// <summary>The values by name.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>A composite's columns may hold their values in different elements of a list.</summary>
    public bool AcrossElements { get; init; }

    /// <summary>The match is for this mapper, whether it asks something of it or not.</summary>
    public bool IsFor(string mapperId) => Mappers?.Contains(mapperId, StringComparer.OrdinalIgnoreCase) ?? true;

    /// <summary>The match asks something of this mapper, as it is.</summary>
    public bool Asks(DataMapper mapper) => IsFor(mapper.Id) && (Kind != MatchKind.Identifiers || mapper.Identifiers.Keys.Any(IsAskedBy));

    /// <summary>It is looked for in the columns of this identifier.</summary>
    public bool IsAskedBy(string identifier) => Kind switch
    {
        MatchKind.Simple => true,
        MatchKind.Composite => false,
        _ => Values.GetValueOrDefault(identifier) is { Length: > 0 },
    };

    /// <inheritdoc/>
    public override string ToString() => "[sealed]";
}

using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Queue;

/// <summary>What a data mapper searches in its place.</summary>
/// <param name="Include">Patterns of the objects that are its; null for all of them.</param>
/// <param name="Exclude">Patterns of the objects that it passes by.</param>
/// <param name="Columns">Columns that it asks, by identifier.</param>
/// <param name="DeletesOldVersions">What objects were before is searched too.</param>
internal sealed record SearchedScope(IReadOnlyList<string>? Include, IReadOnlyList<string> Exclude, IReadOnlyDictionary<string, IReadOnlyList<string>> Columns, bool DeletesOldVersions)
{
    /// <summary>How it reads that; null where an earlier version wrote it down.</summary>
    public SearchedReading? Reading { get; init; }

    /// <summary>All that the mapper searches.</summary>
    public static SearchedScope Of(DataMapper mapper) => Of(mapper, _ => true);

    /// <summary>What it searches for that match. A composite names its columns itself.</summary>
    public static SearchedScope Of(DataMapper mapper, ManifestMatch match) => Of(mapper, match.IsAskedBy) with
    {
        Reading = SearchedReading.Of(mapper, identifier => match.Kind == MatchKind.Composite || match.IsAskedBy(identifier)),
    };

    /// <summary>A mapper of that scope would pass by what this one searches. A column that isn't there is mended by naming another, and what can't be looked into by leaving it out.</summary>
    /// <param name="other">The other scope.</param>
    /// <param name="code">Why a job failed in this one; null where that isn't known.</param>
    /// <param name="isReadBoth">Objects are searched as this one reads them, too.</param>
    public bool IsLeftOutBy(SearchedScope other, string? code, bool isReadBoth = false) =>
        (code != JobCodes.FindFailed
            && (other.Exclude.Except(Exclude, StringComparer.Ordinal).Any() || (other.Include is { } include && (Include is null || Include.Except(include, StringComparer.Ordinal).Any()))))
        || (code != JobCodes.MatchesFailed && Columns.Any(identifier => identifier.Value.Except(other.Columns.GetValueOrDefault(identifier.Key) ?? [], StringComparer.Ordinal).Any()))
        || (DeletesOldVersions && !other.DeletesOldVersions)
        || (Reading is { } reading && other.Reading is { } otherReading && reading.IsMoreThan(otherReading, code, isReadBoth));

    /// <summary>Both search the same.</summary>
    public bool Equals(SearchedScope? other) => other is not null && (Reading is null) == (other.Reading is null) && !IsLeftOutBy(other, code: null) && !other.IsLeftOutBy(this, code: null);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(DeletesOldVersions, Include is null);

    private static SearchedScope Of(DataMapper mapper, Func<string, bool> isAsked) => new(
        mapper.Include,
        mapper.Exclude ?? [],
        mapper.Identifiers.Where(identifier => isAsked(identifier.Key))
            .ToDictionary(identifier => identifier.Key, IReadOnlyList<string> (identifier) => [.. identifier.Value.Select(column => column.Column)], StringComparer.Ordinal),
        mapper.DeleteOldVersions)
    {
        Reading = SearchedReading.Of(mapper, isAsked),
    };
}

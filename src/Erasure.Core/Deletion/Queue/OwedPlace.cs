using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Queue;

/// <summary>Where a match is owed though a job has carried it: it isn't cleared before a job has searched there.</summary>
/// <param name="Mapper">Id of the data mapper in which the job failed.</param>
/// <param name="Place">Where that mapper searched, as a hash; null where nobody knows, and empty where there is no such place: then it may be corrected.</param>
/// <param name="Code">Why the job failed there.</param>
internal sealed record OwedPlace(string Mapper, string? Place, string? Code)
{
    /// <summary>In which lake that was, as a hash; null where nobody knows, and where it was never reached: then it may be corrected.</summary>
    public string? Root { get; init; }

    /// <summary>What that mapper searched there for the match; null where nobody knows.</summary>
    public SearchedScope? Scope { get; init; }

    /// <summary>Where a job failed at a match.</summary>
    public static OwedPlace Of(JobMapper mapper, ManifestMatch match, string? code) =>
        new(mapper.Mapper.Id, mapper.IsNowhere ? "" : mapper.Place, code)
        {
            Root = mapper.IsNowhere ? null : mapper.Root,
            Scope = SearchedScope.Of(mapper.Code == JobCodes.FindFailed ? mapper.Mapper.Unlocated() : mapper.Mapper, match)
        };

    /// <summary>It is in the mapper of that id.</summary>
    public bool IsIn(string mapper) => string.Equals(mapper, Mapper, StringComparison.OrdinalIgnoreCase);

    /// <summary>A mapper of that id and place searches there, whatever of it.</summary>
    public bool IsSearchedBy(string mapper, string? place) => IsIn(mapper) && (string.IsNullOrEmpty(Place) || Place == place);

    /// <summary>A job has searched all of it. What it couldn't list to the end, it hasn't.</summary>
    public bool IsSearchedBy(JobMapper mapper) =>
        mapper.Code != JobCodes.FindFailed
        && IsSearchedBy(mapper.Mapper.Id, mapper.Place)
        && (Root is null || mapper.Root is null || Root == mapper.Root)
        && !(Scope is { } scope && Misses(scope, SearchedScope.Of(mapper.Mapper), FormerIn(mapper.Mapper) is { } former && mapper.Formerly.Contains(former)));

    /// <summary>How the mapper read there, where it has come to read otherwise and is to be read so too; null otherwise.</summary>
    public FormerReading? FormerIn(DataMapper now) => Place is "" ? null : Scope?.Reading?.FormerOf(SearchedReading.Of(now, _ => true), Code);

    /// <summary>The mapper may come to read its objects so: nobody is lost by it.</summary>
    public bool MayBeReadBy(DataMapper after) => Scope?.Reading?.MayBecome(SearchedReading.Of(after, _ => true), Code) == true;

    /// <summary>A mapper would pass by what it searched. How objects are read where there was none may be corrected.</summary>
    /// <param name="before">What it searched.</param>
    /// <param name="after">What it would search.</param>
    /// <param name="isReadBoth">Objects are searched as it read them, too.</param>
    public bool Misses(SearchedScope before, SearchedScope after, bool isReadBoth) => (Place is "" ? before with { Reading = null } : before).IsLeftOutBy(after, Code, isReadBoth);
}

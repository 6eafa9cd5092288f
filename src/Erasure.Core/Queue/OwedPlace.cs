using Erasure.Core.Jobs;

namespace Erasure.Core.Queue;

/// <summary>Where a match is owed though a job has carried it: it isn't cleared before a job has searched there.</summary>
/// <param name="Mapper">Id of the data mapper in which the job failed.</param>
/// <param name="Place">Where that mapper searched, as a hash; null where nobody knows, and empty where there is no such place: then it may be corrected.</param>
/// <param name="Code">Why the job failed there.</param>
internal sealed record OwedPlace(string Mapper, string? Place, string? Code)
{
    /// <summary>Where a job failed.</summary>
    public static OwedPlace Of(JobMapper mapper, string? code) => new(mapper.Mapper.Id, mapper.IsNowhere ? "" : mapper.Place, code);

    /// <summary>A mapper of that id and place searches there.</summary>
    public bool IsSearchedBy(string mapper, string? place) =>
        string.Equals(mapper, Mapper, StringComparison.OrdinalIgnoreCase) && (string.IsNullOrEmpty(Place) || Place == place);
}

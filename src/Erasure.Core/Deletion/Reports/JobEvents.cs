using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Reports;

/// <summary>What happened to a job's objects, told from their records: no event is written for each of hundreds of thousands.</summary>
internal static class JobEvents
{
    /// <summary>The last thing that happened to an object; null where nothing is to tell yet.</summary>
    public static JobEvent? Of(JobObject item)
    {
        string? name = item.State switch
        {
            JobObjectState.Failed => item.FoundInRound is null ? "ObjectFindFailed" : "ObjectUpdateFailed",
            JobObjectState.Withheld => "ObjectUpdateSkipped",
            JobObjectState.Gone when item.FoundInRound is not null && item.Erased.IsNothing => "ObjectUpdateSkipped",
            JobObjectState.Erased or JobObjectState.Verified => "ObjectUpdated",
            JobObjectState.NotSearched or JobObjectState.Excluded => "ObjectNotSearched",
            JobObjectState.Deleted => "ObjectDeleted",
            _ when item.Notices.Count > 0 => "ObjectNoticed",
            _ => null,
        };
        return name is null ? null : new JobEvent(item.ChangedAt, name, item.Round, 1)
        {
            Mapper = item.Mapper,
            Object = item.Name,
            Rows = item.TellRowsErased(),
            Code = item.Code,
            Notices = item.TellNotices() is { Count: > 0 } notices ? notices : null,
        };
    }
}

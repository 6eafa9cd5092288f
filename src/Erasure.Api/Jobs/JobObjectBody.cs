using System.ComponentModel;
using Erasure.Core.Deletion.Objects;

namespace Erasure.Api.Jobs;

/// <summary>One object of a job.</summary>
[Description("One object of a job.")]
internal sealed record JobObjectBody
{
    public required string Id { get; init; }

    [Description("Its key, or a pseudonym where the key names somebody whom the job was about.")]
    public required string Key { get; init; }

    public required string Mapper { get; init; }

    [Description("Found, Erased, Verified, Deleted, Gone, Withheld, NotSearched, Excluded, Failed, or Clean with problems, notices or a code.")]
    public required JobObjectState State { get; init; }

    [Description("When it got there.")]
    public required DateTimeOffset ChangedAt { get; init; }

    public required long RowsSeen { get; init; }

    [Description("Rows that finding matched; exact where nothing is erased yet, and absent where they weren't counted.")]
    public long? RowsFound { get; init; }

    [Description("Rows that went, with the rows of a deleted object; absent where those couldn't be counted.")]
    public long? RowsErased { get; init; }

    public required long BytesCopied { get; init; }

    public required long BytesWritten { get; init; }

    [Description("Older versions and delete markers that went.")]
    public required long VersionsRemoved { get; init; }

    [Description("Rows that verification read, none of which matched.")]
    public long? RowsVerified { get; init; }

    [Description("Until when the store keeps it by law or rule.")]
    public DateTimeOffset? WithheldUntil { get; init; }

    public string? Code { get; init; }

    public string? Detail { get; init; }

    [Description("Why matches could not be asked of it.")]
    public IReadOnlyList<JobProblem>? Problems { get; init; }

    [Description("What else there is to know of it: near-misses, others-in-record, malformed-identifiers, pruning-untrusted, quoted-in-metadata, second-opinion-partial.")]
    public IReadOnlyList<JobNotice>? Notices { get; init; }

    public static JobObjectBody Of(JobObject item) => new()
    {
        Id = item.Id,
        Key = item.Name,
        Mapper = item.Mapper,
        State = item.State,
        ChangedAt = item.ChangedAt,
        RowsSeen = item.RowsSeen,
        RowsFound = item.RowsFound,
        RowsErased = item.TellRowsErased(),
        BytesCopied = item.Erased.BytesCopied,
        BytesWritten = item.Erased.BytesWritten,
        VersionsRemoved = item.Erased.Versions,
        RowsVerified = item.State == JobObjectState.Verified ? item.RowsVerified : null,
        WithheldUntil = item.WithheldUntil,
        Code = item.Code,
        Detail = item.Detail,
        Problems = item.TellProblems().ToList() is { Count: > 0 } problems ? problems : null,
        Notices = item.TellNotices() is { Count: > 0 } notices ? notices : null,
    };
}

using System.ComponentModel;
using Erasure.Core.Erasures;

namespace Erasure.Api.Erasures;

/// <summary>An erasure as a line of the list, and as the head of its status and report.</summary>
[Description("An erasure. Holds no identifier of the person.")]
internal record ErasureSummary
{
    public required string Id { get; init; }

    public required ErasureState State { get; init; }

    [Description("Open past its deadline.")]
    public required bool IsOverdue { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    [Description("When it must be done, extension included.")]
    public required DateTimeOffset Deadline { get; init; }

    [Description("Why the deadline was extended.")]
    public string? ExtensionReason { get; init; }

    public string? Reference { get; init; }

    [Description("The references of those who asked for the same while it ran.")]
    public IReadOnlyList<string>? OtherReferences { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    [Description("When the person's identifiers were destroyed.")]
    public DateTimeOffset? IdentifiersDestroyedAt { get; init; }

    public required string StatusUrl { get; init; }

    public required string ReportUrl { get; init; }

    [Description("The status page for people.")]
    public required string PageUrl { get; init; }

    public static ErasureSummary Of(ErasureRecord erasure, Links links, DateTimeOffset now) => new()
    {
        Id = erasure.Id,
        State = erasure.State,
        IsOverdue = erasure.EndedAt is null && now > erasure.Deadline,
        ReceivedAt = erasure.ReceivedAt,
        Deadline = erasure.Deadline,
        ExtensionReason = erasure.ExtensionReason,
        Reference = erasure.Reference,
        OtherReferences = erasure.OtherReferences,
        EndedAt = erasure.EndedAt,
        IdentifiersDestroyedAt = erasure.IdentifiersDestroyedAt,
        StatusUrl = links.Status(erasure.Id),
        ReportUrl = links.Report(erasure.Id),
        PageUrl = links.Page(erasure.Id),
    };
}

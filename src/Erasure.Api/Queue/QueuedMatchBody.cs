using System.ComponentModel;
using Erasure.Core.Deletion.Queue;

namespace Erasure.Api.Queue;

/// <summary>A queued match.</summary>
[Description("A queued match. Its values are sealed, and never shown.")]
internal sealed record QueuedMatchBody
{
    public required string Id { get; init; }

    [Description("Identifiers, Simple or Composite.")]
    public required MatchKind Kind { get; init; }

    [Description("Ids of the data mappers it is for; all where it isn't there.")]
    public IReadOnlyList<string>? Mappers { get; init; }

    [Description("A composite's columns may hold their values in different elements of a list.")]
    public bool? AcrossElements { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    [Description("The erasure that waits for it.")]
    public string? ErasureId { get; init; }

    [Description("The erasure's domain.")]
    public string? Domain { get; init; }

    [Description("The running job that carries it.")]
    public string? JobId { get; init; }

    [Description("Jobs that carried it and left it in the queue.")]
    public required int Jobs { get; init; }

    [Description("Why the last of them left it.")]
    public string? Code { get; init; }

    public static QueuedMatchBody Of(QueuedMatch match) => new()
    {
        Id = match.Id,
        Kind = match.Kind,
        Mappers = match.Mappers,
        AcrossElements = match.AcrossElements ? true : null,
        CreatedAt = match.CreatedAt,
        Deadline = match.Deadline,
        ErasureId = match.ErasureId,
        Domain = match.Domain,
        JobId = match.JobId,
        Jobs = match.Jobs,
        Code = match.Code,
    };
}

/// <summary>A page of the queue.</summary>
[Description("A page of the deletion queue, oldest first.")]
internal sealed record QueueBody(
    IReadOnlyList<QueuedMatchBody> Matches,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation);

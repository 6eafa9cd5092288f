using System.Text.Json.Serialization;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Queue;

/// <summary>A match that waits in the deletion queue. Its values are in the vault of its erasure, or sealed in here.</summary>
public sealed record QueuedMatch
{
    /// <summary>Its id: of an erasure's match the erasure and its domain, else a version 7 UUID.</summary>
    public required string Id { get; init; }

    /// <summary>What its values mean.</summary>
    public required MatchKind Kind { get; init; }

    /// <summary>Ids of the mappers it is for; all there are where it isn't given.</summary>
    public IReadOnlyList<string>? Mappers { get; init; }

    /// <summary>A composite's columns may hold their values in different elements of a list; otherwise those of one list hold within one element.</summary>
    public bool AcrossElements { get; init; }

    /// <summary>When it was queued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it must be cleared.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The erasure whose vault entry has the values; null where <see cref="Values"/> has them.</summary>
    public string? ErasureId { get; init; }

    /// <summary>The erasure's domain that waits for it.</summary>
    public string? Domain { get; init; }

    /// <summary>The erasure's attempt that waits for it.</summary>
    public int Attempt { get; init; }

    /// <summary>The values of a match without an erasure.</summary>
    public SealedEnvelope? Values { get; init; }

    /// <summary>The job that carries it, or was the last to do so and died.</summary>
    public string? JobId { get; init; }

    /// <summary>Jobs that carried it and left it in the queue.</summary>
    public int Jobs { get; init; }

    /// <summary>Why the last of them left it, as a code.</summary>
    public string? Code { get; init; }

    /// <summary>Where jobs that carried it failed, and none has searched since; null where none has carried it, or only one of an earlier version.</summary>
    [JsonInclude]
    internal IReadOnlyList<OwedPlace>? Owed { get; init; }

    /// <summary>Jobs of an earlier version left it in the queue, and didn't write down where they failed.</summary>
    internal bool IsOwedSomewhere => Owed is null && Jobs > 0;

    /// <summary>Where of the mapper it is owed, in doubt wherever that searches; none where no job has carried it yet, or all that did have searched there.</summary>
    /// <param name="mapperId">The mapper.</param>
    /// <param name="isCarried">A job carries it at present.</param>
    internal IEnumerable<OwedPlace> OwedIn(string mapperId, bool isCarried)
    {
        if (Mappers?.Contains(mapperId, StringComparer.OrdinalIgnoreCase) == false)
        {
            return [];
        }

        // A job that is over and left its mark has died before it could settle.
        return (JobId is not null && !isCarried) || IsOwedSomewhere
            ? [new OwedPlace(mapperId, Place: null, Code)]
            : (Owed ?? []).Where(place => place.IsIn(mapperId));
    }

    /// <summary>
    /// A job left it in the queue for what went wrong in this mapper: its domain has failed, and goes on where it is told to. One that is withheld goes on by itself, and one that failed for something
    /// else isn't helped.
    /// </summary>
    internal bool WaitsFor(string mapperId) => JobId is null && Code is not (null or JobCodes.Retained) && OwedIn(mapperId, isCarried: false).Any();
}

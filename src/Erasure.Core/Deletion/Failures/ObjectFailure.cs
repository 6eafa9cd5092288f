using System.Text.Json.Serialization;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Failures;

/// <summary>An object of the lake that jobs can't erase from, until one can or a human decides. One entry however often it fails.</summary>
public sealed record ObjectFailure
{
    /// <summary>Stands for every object, where the mapper as a whole couldn't be searched.</summary>
    internal const string WholeMapper = "(all objects)";

    /// <summary>Keyed hash of mapper and key: the same in every job.</summary>
    public required string Id { get; init; }

    /// <summary>Id of its mapper.</summary>
    public required string Mapper { get; init; }

    /// <summary>Its key, or a pseudonym where the key names somebody; <c>(all objects)</c> where the mapper as a whole couldn't be searched.</summary>
    public required string Object { get; init; }

    /// <summary>Why the last job failed at it, as a code.</summary>
    public required string Code { get; init; }

    /// <summary>Where in the object, without values.</summary>
    public string? Detail { get; init; }

    /// <summary>The version in which the person was found after the erasure; null where it failed otherwise.</summary>
    public string? Version { get; init; }

    /// <summary>The build of this software that wrote that version.</summary>
    public string? Build { get; init; }

    /// <summary>The version of it that was listed for the last job that failed at it.</summary>
    public string? ListedVersion { get; init; }

    /// <summary>The last job found somebody in it.</summary>
    public bool HoldsMatches { get; init; }

    /// <summary>Jobs that failed at it.</summary>
    public int Attempts { get; init; }

    /// <summary>The last of them.</summary>
    public required string JobId { get; init; }

    /// <summary>When the first of them saw it.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When the last of them saw it.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The mails that tell of it, by reader: no other erasure that meets it sends one again. Forgotten with each decision, and when it fails in another way or version.</summary>
    public IReadOnlyDictionary<string, string>? Told { get; init; }

    /// <summary>Who accepted it, and why; null where nobody has.</summary>
    public HumanDecision? Accepted { get; init; }

    /// <summary>When: what was asked up to then isn't owed here any more.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>What the acceptance states.</summary>
    public AcceptanceMeaning AcceptedAs { get; init; }

    /// <summary>The version of which it is stated.</summary>
    public string? AcceptedVersion { get; init; }

    /// <summary>A human states that it holds nobody in that version.</summary>
    internal bool HoldsNobodyIn(string? version) =>
        Accepted is not null && AcceptedAs == AcceptanceMeaning.HoldsNobody && AcceptedVersion is not null && AcceptedVersion == version;

    /// <summary>What a human stated still answers for the object, at which a job fails.</summary>
    /// <remarks>
    /// That it holds nobody is over once a job fails at it: it isn't the object any more of which that was stated, or it was wrong. What was dealt with
    /// is what was there at that time: the version that had been seen, or a file that was written before, as by who cut somebody out by hand. Stores that
    /// replace objects as a whole don't say when a version came to be there: an upload has the time at which it was begun, a replica that of its source.
    /// Where it was lost sight of, what is stated is that its versions go nowhere when they are overwritten: it is searched in each that is opened.
    /// </remarks>
    internal bool IsAnsweredIn(JobObject item) => AcceptedAs == AcceptanceMeaning.DealtWith
        ? (Code == FailureAdvice.ObjectsMoved && item.Code == Code)
            || (!item.FailedInAnother && (item.PlannedVersion == AcceptedVersion || (item.File is not null && item.PlannedVersionAt <= AcceptedAt)))
        : item.State != JobObjectState.Failed;

    /// <summary>Its key names somebody, and a pseudonym stands in its place.</summary>
    internal bool IsNameWithheld => Object == JobObject.PseudonymOf(Id);

    /// <summary>Not one object but all of a mapper: nobody knows what is in them, so there is nothing to accept.</summary>
    [JsonIgnore]
    public bool IsWholeMapper => Object == WholeMapper;

    /// <summary>What its code means, and what to do. The catalog's codes for a whole mapper are many, and their details say it.</summary>
    public FailureAdvice Advise() => FailureAdvice.Of(Code, IsWholeMapper ? JobCodes.FindFailed : "unexpected");

    /// <summary>This build wrote the version and left the person in it: it would again.</summary>
    internal bool IsFaultIn(string version) => Code == FailureAdvice.FoundAfterErasure && Version == version && Build == ProductBuild.Name;
}

using System.ComponentModel;
using Erasure.Core.Deletion.Failures;

namespace Erasure.Api.Failures;

/// <summary>An entry of the adjudication list.</summary>
[Description("An object of the lake that jobs can't erase from.")]
internal sealed record FailureBody
{
    public required string Id { get; init; }

    public required string Mapper { get; init; }

    [Description("The object's key, or a pseudonym where the key names somebody; (all objects) where the mapper as a whole can't be searched.")]
    public required string Object { get; init; }

    [Description("Why, as a code.")]
    public required string Code { get; init; }

    [Description("What the code means.")]
    public required string Meaning { get; init; }

    [Description("What to do about it.")]
    public required string Remedy { get; init; }

    [Description("Where in the object, without values; of a whole mapper which endpoint, bucket, operation and code, and what to do.")]
    public string? Detail { get; init; }

    [Description("The version of the object that the last job failed at.")]
    public string? Version { get; init; }

    [Description("Jobs that failed at it.")]
    public required int Attempts { get; init; }

    [Description("The last of them.")]
    public required string JobId { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    [Description("Who accepted it, why and when; absent where nobody has.")]
    public AcceptedBody? Accepted { get; init; }

    public static FailureBody Of(ObjectFailure failure)
    {
        FailureAdvice advice = failure.Advise();
        return new FailureBody
        {
            Id = failure.Id,
            Mapper = failure.Mapper,
            Object = failure.Object,
            Code = failure.Code,
            Meaning = advice.Meaning,
            Remedy = advice.Remedy,
            Detail = failure.Detail,
            Version = failure.ListedVersion,
            Attempts = failure.Attempts,
            JobId = failure.JobId,
            FirstSeen = failure.FirstSeen,
            LastSeen = failure.LastSeen,
            Accepted = failure is { Accepted: { } decision, AcceptedAt: { } at } ? new AcceptedBody(decision.By, decision.Note, failure.AcceptedAs, at) { Version = failure.AcceptedVersion } : null,
        };
    }

    /// <summary>A human's acceptance.</summary>
    [Description("What was asked up to then isn't owed in this object; while it is of the version, nothing is.")]
    internal sealed record AcceptedBody(string By, string Note, AcceptanceMeaning Means, DateTimeOffset At)
    {
        [Description("The version that holds nobody; absent where the acceptance means something else.")]
        public string? Version { get; init; }
    }
}

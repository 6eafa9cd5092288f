using System.Text.Json.Serialization;
using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Counts;

/// <summary>What a job came to for one match: rows, and objects that they were in. Of a mapper, or of all that it asks.</summary>
public sealed record MatchCount
{
    /// <summary>Rows that were erased and verified, as far as they were counted; of a dry run, that would be. A row of several people counts for each.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long RowsErased { get; init; }

    /// <summary>Objects that held them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsErased { get; init; }

    /// <summary>Objects that were deleted, since all of them was this match's; those too in which there was no row.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsDeleted { get; init; }

    /// <summary>Of the objects that held rows, those whose rows weren't counted for this match, or of which only older versions may have held some.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsUncounted { get; init; }

    /// <summary>Objects from which rows were erased, and which weren't verified.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsUnverified { get; init; }

    /// <summary>Rows that verification found again, as far as they were counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long RowsFoundAgain { get; init; }

    /// <summary>Objects that held them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsFoundAgain { get; init; }

    /// <summary>Rows that the store keeps by law or rule, as far as they were counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long RowsWithheld { get; init; }

    /// <summary>Objects that hold them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsWithheld { get; init; }

    /// <summary>Rows that were found and couldn't be erased, as far as they were counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long RowsRefused { get; init; }

    /// <summary>Objects that hold them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long ObjectsRefused { get; init; }

    /// <summary>Something of it was erased, verified or not.</summary>
    [JsonIgnore]
    public bool WasErased => ObjectsErased + ObjectsDeleted + ObjectsUnverified > 0;

    /// <summary>Nothing was there.</summary>
    [JsonIgnore]
    public bool IsNothing => !WasErased && ObjectsFoundAgain + ObjectsWithheld + ObjectsRefused == 0;

    /// <summary>Both together.</summary>
    public MatchCount Plus(MatchCount other) => new()
    {
        RowsErased = RowsErased + other.RowsErased,
        ObjectsErased = ObjectsErased + other.ObjectsErased,
        ObjectsDeleted = ObjectsDeleted + other.ObjectsDeleted,
        ObjectsUncounted = ObjectsUncounted + other.ObjectsUncounted,
        ObjectsUnverified = ObjectsUnverified + other.ObjectsUnverified,
        RowsFoundAgain = RowsFoundAgain + other.RowsFoundAgain,
        ObjectsFoundAgain = ObjectsFoundAgain + other.ObjectsFoundAgain,
        RowsWithheld = RowsWithheld + other.RowsWithheld,
        ObjectsWithheld = ObjectsWithheld + other.ObjectsWithheld,
        RowsRefused = RowsRefused + other.RowsRefused,
        ObjectsRefused = ObjectsRefused + other.ObjectsRefused,
    };

    /// <summary>What was erased of him in one object.</summary>
    internal static MatchCount OfErased(HeldBy by, bool isVerified) => !isVerified ? new MatchCount { ObjectsUnverified = 1 } : new MatchCount
    {
        RowsErased = by.Rows ?? 0,
        ObjectsErased = by.Rows is 0 ? 0 : 1,
        ObjectsDeleted = by.IsWhole ? 1 : 0,
        ObjectsUncounted = by.Rows is null ? 1 : 0,
    };

    /// <summary>What is left of him in one object, or would go.</summary>
    internal static MatchCount OfLeft(HeldBy by, JobObject item) => item switch
    {
        { State: JobObjectState.Found } or { State: JobObjectState.Failed, Code: not (JobObject.StillMatches or Deletion.Failures.FailureAdvice.FoundAfterErasure) } =>
            new MatchCount { RowsRefused = by.Rows ?? 0, ObjectsRefused = 1 },
        { State: JobObjectState.Failed } => new MatchCount { RowsFoundAgain = by.Rows ?? 0, ObjectsFoundAgain = 1 },
        { State: JobObjectState.Withheld } => new MatchCount { RowsWithheld = by.Rows ?? 0, ObjectsWithheld = 1 },
        _ => new MatchCount(),
    };
}

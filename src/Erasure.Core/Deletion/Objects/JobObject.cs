using System.Text.Json.Serialization;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>One object of a job, as kept in the records.</summary>
public sealed record JobObject
{
    /// <summary>Keyed hash of mapper and key: what histories call it.</summary>
    public required string Id { get; init; }

    /// <summary>Id of its mapper.</summary>
    public required string Mapper { get; init; }

    /// <summary>Its key, or a pseudonym where the key names the person.</summary>
    public required string Name { get; init; }

    /// <summary>The key, sealed, where it names the person; gone once the job is over.</summary>
    public byte[]? SealedKey { get; init; }

    /// <summary>Not an object, but a folder in which objects were and none is any more.</summary>
    public bool IsFolder { get; init; }

    /// <summary>Verification found matches, and somebody has written since.</summary>
    internal const string StillMatches = "still-matches";

    /// <summary>What stands in a key's place that names the person.</summary>
    internal static string PseudonymOf(string id) => $"(key withheld) {id[..12]}";

    /// <summary>How far it is.</summary>
    public JobObjectState State { get; init; } = JobObjectState.Planned;

    /// <summary>The round that it was last planned in.</summary>
    public int Round { get; init; }

    /// <summary>The last round that found matches; null where none did.</summary>
    public int? FoundInRound { get; init; }

    /// <summary>The version that was listed when it was planned.</summary>
    public string? PlannedVersion { get; init; }

    /// <summary>What readers got then, as a store with versions names it; null where it keeps none, or there was nothing to get.</summary>
    public string? PlannedVersionId { get; init; }

    /// <summary>When that version was written, as the store says; null where it doesn't.</summary>
    public DateTimeOffset? PlannedVersionAt { get; init; }

    /// <summary>Where it was listed when it was planned, as the store tells folders from others that take their place; null where it can't.</summary>
    public string? Place { get; init; }

    /// <summary>Which file it was when it was planned; null where the store replaces objects as a whole.</summary>
    public string? File { get; init; }

    /// <summary>The version that was last searched to the end; a newer one is searched again.</summary>
    public string? SearchedVersion { get; init; }

    /// <summary>The version that was listed and not there any more when it was to be opened. Listed again in the same version, it isn't gone.</summary>
    public string? GoneVersion { get; init; }

    /// <summary>The last round in which it wasn't there any more as it had been listed; null where there was none.</summary>
    public int? MovedInRound { get; init; }

    /// <summary>A query engine doesn't see all of it: it lies in an archive, under a delete marker, or above older versions. So it is searched by reading, whatever the finder.</summary>
    public bool IsBeyondQueries { get; init; }

    /// <summary>Until when the store keeps it by law or rule; null where it doesn't, or nobody knows how long.</summary>
    public DateTimeOffset? WithheldUntil { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Bytes when it was last planned.</summary>
    public long Length { get; init; }

    /// <summary>Bytes that finding read of it, over all rounds.</summary>
    public long BytesScanned { get; init; }

    /// <summary>Rows that match, where it was last found to hold some; null where they weren't counted.</summary>
    public long? RowsFound { get; init; }

    /// <summary>Whose rows those are, packed (<see cref="HeldRows"/>); null where nobody was told apart. Gone once they are erased, or the job is over.</summary>
    [JsonInclude]
    internal byte[]? Held { get; init; }

    /// <summary>Who is in its older versions, packed likewise; null where nobody knows. Gone once the job is over.</summary>
    [JsonInclude]
    internal byte[]? HeldBefore { get; init; }

    /// <summary>The version, as a listing names it, at which that was looked at.</summary>
    [JsonInclude]
    internal string? HeldBeforeAt { get; init; }

    /// <summary>All of it is the person's, by a partition in its key: it is deleted.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Rows before anything was erased.</summary>
    public long RowsSeen { get; init; }

    /// <summary>What was erased so far.</summary>
    public ErasedPart Erased { get; init; } = ErasedPart.Nothing;

    /// <summary>What is being erased: counts when the successor really takes the object's place.</summary>
    public ErasedPart? Underway { get; init; }

    /// <summary>The version that this job put in its place last; null where it is deleted or the store's answer was lost.</summary>
    public string? SuccessorVersion { get; init; }

    /// <summary>Rows that verification counted.</summary>
    public long? RowsVerified { get; init; }

    /// <summary>Why it failed or couldn't be searched, as a code.</summary>
    public string? Code { get; init; }

    /// <summary>It failed in another version than the one that was listed when it was planned.</summary>
    public bool FailedInAnother { get; init; }

    /// <summary>Where in the object it failed, without values.</summary>
    public string? Detail { get; init; }

    /// <summary>The matches that it may hold since it couldn't be searched or rewritten, by their number in the manifest; null where that is all of them, or they are too many to tell.</summary>
    public IReadOnlyList<int>? MayHold { get; init; }

    /// <summary>Why matches could not be asked of it, each reason once a column.</summary>
    public IReadOnlyList<MatchProblem> Problems { get; init; } = [];

    /// <summary>The same in words of our own, for whoever shows it.</summary>
    public IEnumerable<JobProblem> TellProblems() => Problems.Select(problem => new JobProblem(CodeWords.Of(problem.Code), problem.Column, problem.Type));

    /// <summary>What else there is to know of it: near misses, others in its records.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The same in words of our own, for whoever shows it.</summary>
    public IReadOnlyList<JobNotice> TellNotices() => JobNotices.Tell(Notices);

    /// <summary>Rows that were erased; null where a deleted object's couldn't be counted.</summary>
    public long? TellRowsErased() => Erased.Uncounted > 0 ? null : Erased.Rows;

    /// <summary>What has taken its place isn't what was planned, which may be elsewhere; unless it is the same file, and has only grown.</summary>
    internal bool IsMoved(string? version, ObjectInfo? now) =>
        version != PlannedVersion && !(now is { File: { } file } && file == File && now.Length >= Length);

    /// <summary>What was underway is done.</summary>
    internal JobObject Finished() => this with
    {
        State = JobObjectState.Erased,
        RowsSeen = RowsSeen == 0 ? Underway?.RowsBefore ?? 0 : RowsSeen,
        Erased = Underway is { } done ? Erased.Plus(done) : Erased,
        Underway = null,
        Held = null,
    };

    /// <summary>What was erased of it was seen to be gone. What is gone holds nobody, whoever took it away.</summary>
    internal bool IsErasureVerified => State is JobObjectState.Verified or JobObjectState.Deleted or JobObjectState.Gone;

    /// <summary>Without what only tells something while the job's manifest is there.</summary>
    internal JobObject WithoutMatches() =>
        this with { SealedKey = null, MayHold = null, Held = null, HeldBefore = null, Erased = Erased with { Held = null }, Underway = Underway is null ? null : Underway with { Held = null } };

    /// <summary>There is something that tells only while the job's manifest is there.</summary>
    internal bool TellsMatches => SealedKey is not null || MayHold is not null || Held is not null || HeldBefore is not null || Erased.Held is not null || Underway?.Held is not null;

    /// <summary>The job deleted it, or left no byte of it.</summary>
    internal bool IsTakenAway => Erased.LeavesNothing && (State is JobObjectState.Erased or JobObjectState.Deleted || (State is JobObjectState.Verified && RowsVerified is null or 0));

    /// <summary>
    /// There is something to tell of it: rows erased or to be erased, a replacement that only takes values out of dictionaries and bounds, matches that weren't asked, what was noticed, a failure, or
    /// that somebody took it away.
    /// </summary>
    internal bool HasNews =>
        !Erased.IsNothing
            || SuccessorVersion is not null
            || Code is not null
            || Problems.Count > 0
            || Notices.Count > 0
            || (State == JobObjectState.Gone && FoundInRound is not null)
            || State is not (JobObjectState.Planned or JobObjectState.Clean or JobObjectState.Verified or JobObjectState.Gone);
}

/// <summary>Why matches could not be asked of an object. Never holds a value.</summary>
/// <param name="Code">Why, as a code.</param>
/// <param name="Column">The column's path as the match gives it.</param>
/// <param name="Type">The column's type as the object declares it; empty where there is no such column.</param>
public sealed record JobProblem(string Code, string Column, string Type);

/// <summary>What a replacement removes and moves.</summary>
/// <param name="RowsBefore">Rows of the original.</param>
/// <param name="Rows">Rows that go.</param>
/// <param name="BytesCopied">Bytes taken over from the original.</param>
/// <param name="BytesWritten">Bytes made anew.</param>
public sealed record ErasedPart(long RowsBefore, long Rows, long BytesCopied, long BytesWritten)
{
    /// <summary>Nothing was erased.</summary>
    public static ErasedPart Nothing { get; } = new(0, 0, 0, 0);

    /// <summary>Whole objects that go: of a partition that is the person's, or with a key that names the person.</summary>
    public long Objects { get; init; }

    /// <summary>Objects of which rows went that weren't counted: they couldn't be, or the store's answer was lost.</summary>
    public long Uncounted { get; init; }

    /// <summary>Older versions and delete markers that go.</summary>
    public long Versions { get; init; }

    /// <summary>Whose rows those are, packed (<see cref="HeldRows"/>); null where nobody was told apart. Gone once the job is over.</summary>
    [JsonInclude]
    internal byte[]? Held { get; init; }

    /// <summary>The object that it was begun on (<see cref="StateOf"/>); null where that is as it may.</summary>
    [JsonInclude]
    internal string? BegunOn { get; init; }

    /// <summary>The object goes, or no byte of it is left.</summary>
    public bool LeavesNothing => Objects > 0 || (Rows > 0 && BytesCopied + BytesWritten == 0);

    /// <summary>Nothing goes.</summary>
    public bool IsNothing => Rows == 0 && Objects == 0 && Versions == 0;

    /// <summary>What tells an object from what a replacement makes of it, wherever its file lies by then.</summary>
    internal static string StateOf(ObjectInfo info) => info.Written is { } written ? $"{info.Length:x}-{written.UtcTicks:x}" : info.Version;

    /// <summary>
    /// This, begun where another was, and nobody knows whether that was done: it may have been, where the object isn't any more what it was begun on. Then whose rows it took is known, and not how
    /// many.
    /// </summary>
    internal ErasedPart InPlaceOf(ErasedPart? other) => other is null or { IsNothing: true } || other.BegunOn == BegunOn
        ? this
        : this with { Uncounted = Uncounted + 1, Held = HeldRows.Unpack(Held) is { } held && HeldRows.Unpack(other.Held) is { } lost ? held.Plus(lost.WithoutNumbers()).Pack() : null };

    /// <summary>Both together: one object may be erased from in several rounds.</summary>
    public ErasedPart Plus(ErasedPart other) =>
        new(RowsBefore == 0 ? other.RowsBefore : RowsBefore, Rows + other.Rows, BytesCopied + other.BytesCopied, BytesWritten + other.BytesWritten)
        {
            Objects = Objects + other.Objects,
            Uncounted = Uncounted + other.Uncounted,
            Versions = Versions + other.Versions,
            Held = IsNothing ? other.Held : other.IsNothing ? Held : HeldRows.Unpack(Held) is { } held && HeldRows.Unpack(other.Held) is { } more ? held.Plus(more).Pack() : null,
        };
}

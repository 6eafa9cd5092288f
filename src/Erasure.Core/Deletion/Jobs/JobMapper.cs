using System.Text.Json.Serialization;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>A mapper as a job works with it: what it was when the job started, whatever becomes of it meanwhile.</summary>
public sealed record JobMapper
{
    /// <summary>The mapper.</summary>
    public required DataMapper Mapper { get; init; }

    /// <summary>Where it searches, as a hash; null in jobs of earlier versions.</summary>
    [JsonInclude]
    internal string? Place { get; init; }

    /// <summary>In which lake, as a hash; null in jobs of earlier versions, and where the lake couldn't be reached and no object was ever seen there: it may be corrected.</summary>
    [JsonInclude]
    internal string? Root { get; init; }

    /// <summary>Its place isn't there, and no object was ever seen there: it may be corrected.</summary>
    [JsonInclude]
    internal bool IsNowhere { get; init; }

    /// <summary>How its objects are read besides: as when a job failed at somebody whom this one carries.</summary>
    [JsonInclude]
    internal IReadOnlyList<FormerReading> Formerly { get; init; } = [];

    /// <summary>Why finding in it failed, as a code: nothing of it is touched then.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong, as a code that says more: <c>bucket-not-found</c>. While <see cref="Code"/> is null, it is being tried again.</summary>
    public string? Reason { get; init; }

    /// <summary>What is wrong, in words without values; null where the code says it all.</summary>
    public string? Detail { get; init; }

    /// <summary>Queries that found in it.</summary>
    public int Queries { get; init; }

    /// <summary>Bytes that they read.</summary>
    public long QueryBytesScanned { get; init; }

    /// <summary>Reasons why some matches could not be asked of its table.</summary>
    public IReadOnlyList<MatchProblem> Problems { get; init; } = [];

    /// <summary>Of JSON: the columns that were looked for, and whether some record of some object has them.</summary>
    public IReadOnlyDictionary<string, bool> ColumnsSeen { get; init; } = SeenColumns.Unknown;

    /// <summary>Matches that ask something of it; 0 until that is known.</summary>
    public int Asked { get; init; }

    /// <summary>Objects that an earlier job failed at, and that aren't listed any more, though nobody answers for them.</summary>
    public int Vanished { get; init; }

    /// <summary>The round that is being planned.</summary>
    public int Round { get; init; }

    /// <summary>The last object that was planned in this round, sealed; null at its beginning.</summary>
    public byte[]? SealedAfter { get; init; }

    /// <summary>Objects that are to be searched in this round, so far.</summary>
    public long Planned { get; init; }

    /// <summary>Objects that are there in this round, so far: also those that needn't be searched again, and empty ones.</summary>
    public long Seen { get; init; }

    /// <summary>Objects that this round passes by on purpose, so far.</summary>
    public IReadOnlyList<SkippedObjects> Skipped { get; init; } = [];

    /// <summary>Some round found folders gone in which objects were before.</summary>
    public bool HasFoldersGone { get; init; }

    /// <summary>The round is planned to the end.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>The last round in which an object wasn't there any more as it had been listed: what was in it may be elsewhere. Null where there was none.</summary>
    public int? MovedInRound { get; init; }

    /// <summary>The last round lost sight of objects, and others came that weren't searched.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>What its objects came to; null until that is known.</summary>
    public JobTotals? Totals { get; init; }

    /// <summary>What was erased in it and verified; null until the job is concluded.</summary>
    public VerifiedErasure? Verified { get; init; }

    /// <summary>
    /// What was in objects of it may be in others that nobody searched: they weren't there any more as they had been listed, and a listing behind that shows others, or there was none.
    /// </summary>
    /// <param name="lastRound">The last round in which the job searched.</param>
    /// <param name="all">The job's mappers: what moves may come to another one's place.</param>
    internal bool HasLost(int lastRound, IReadOnlyList<JobMapper> all) =>
        MovedInRound is { } moved && (moved >= Round || (moved == lastRound && all.Any(mapper => mapper.Round > lastRound && mapper.Planned > 0)));

    /// <summary>The rules by which its identifiers' columns are compared, by column; null where all are compared exactly.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>>? TellRules() =>
        Mapper.Columns().Where(column => column.Rules.Count > 0).DistinctBy(column => column.Column).ToDictionary(column => column.Column, column => column.Rules) is { Count: > 0 } rules
            ? rules
            : null;
}

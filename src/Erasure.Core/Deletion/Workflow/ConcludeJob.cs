using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Vault;
using Erasure.Parquet;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Writes down what a job came to, before anything that it rests on is dropped.</summary>
internal sealed class ConcludeJob(JobStore store, JobSessions sessions, SeenPlaces places, MapperPlaces mapperPlaces, FailureStore failures, KeyedHashes hashes) : Activity<ConcludeJob, ConcludeJobInput, Nothing>
{
    /// <summary>What is said of a mapper in which objects were lost sight of.</summary>
    internal const string Moved = "In the last round objects weren't there any more as they had been listed, and a listing behind it shows others that weren't searched: what was in those may be in these. Retry when nobody moves objects there; for one that is only ever overwritten, accept its entry in the list of failures.";

    /// <summary>As many of those are named.</summary>
    private const int MostNamed = 3;

    private const string Vanished = "An earlier job failed at it, and it isn't listed any more where the mapper looks: who took it away, and what became of it, isn't known.";

    private const string Elsewhere = "The lake's root is another one than when the job began, so that what was there wasn't searched to the end. Put it back, then retry.";

    private static readonly string[] Nowhere = [NotListedException.NoObjects, NotListedException.NoSuchPrefix, StoreReasons.BucketNotFound, "table-not-found"];

    private static readonly string[] Unreached = [NotListedException.NoSuchRoot, StoreReasons.WrongEndpoint, StoreReasons.BadCertificate, StoreReasons.NoAnswer];

    public override async Task<Nothing> RunAsync(TaskActivityContext context, ConcludeJobInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        List<JobMapper> mappers = [];
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        IReadOnlyDictionary<string, VerifiedErasure> verified = await VerifiedErasure.CountAsync(store, input.JobId, (await store.GetAsync(input.JobId, cancellationToken))?.IsDryRun == true, cancellationToken);
        IReadOnlyList<JobMapper> all = await store.MappersAsync(input.JobId, cancellationToken);
        Lazy<Task<IReadOnlyDictionary<string, KnownObjects>>> known = new(() => KnownObjects.OfAsync(store, input.JobId, cancellationToken));
        List<ObjectFailure> owed = await failures.OwedAsync(input.JobId, cancellationToken);
        foreach (JobMapper mapper in all)
        {
            JobTotals totals = (input.Mappers.GetValueOrDefault(mapper.Mapper.Id) ?? new JobTotals()).Queried(mapper.Queries, mapper.QueryBytesScanned).PassedBy(mapper.Skipped);

            if (totals.ObjectsErased > 0)
            {
                await places.RemoveTakenAwayAsync(store, input.JobId, mapper.Mapper, cancellationToken);
            }

            // A field that some records lack is nobody's mistake. Of objects that weren't read nothing is known; a table's columns the catalog has.
            bool isRead = mapper is { Code: null, Totals: null, Mapper.Finder: Finder.Scan, ColumnsSeen.Count: > 0 };
            IReadOnlyList<MatchProblem> unseen = isRead && session is not null ? await session.ReportUnseenAsync(await ExcuseAsync(session.Job, mapper, totals, known, cancellationToken), cancellationToken) : [];
            bool isAsked = session is { Job.IsStopping: false } && session.Matches(mapper.Mapper) is not null;
            bool isElsewhere = mapper.Root is { } root && root != mapperPlaces.Root();
            bool isNowhere = !isElsewhere && await IsUnseenAsync(mapper, totals, Nowhere, cancellationToken);
            bool isUnreached = !isElsewhere && await IsUnseenAsync(mapper, totals, Unreached, cancellationToken);
            string moved = await TellMovedAsync(totals, cancellationToken);
            bool isListed = isAsked && !session!.Job.IsDryRun && mapper is { Code: null, IsPlanned: true, Mapper.Finder: Finder.Scan };
            int vanished = isListed ? await TellVanishedAsync(input.JobId, owed.Where(failure => failure.Mapper == mapper.Mapper.Id), cancellationToken) : 0;
            bool hasLost = mapper.HasLost(input.LastRound, all);
            mappers.Add((await store.ChangeMapperAsync(
                input.JobId,
                mapper.Mapper.Id,
                before => before.Totals is null ? Conclude(Checked(before, isAsked, isElsewhere, hasLost ? moved : null), totals, unseen) with
                {
                    Root = isUnreached ? null : before.Root,
                    IsNowhere = isNowhere,
                    Vanished = vanished,
                    Asked = session?.Matches(mapper.Mapper)?.Items.Count ?? 0,
                    Verified = verified.GetValueOrDefault(mapper.Mapper.Id, VerifiedErasure.None),
                } : null,
                cancellationToken))!);
        }

        if (await store.GetAsync(input.JobId, cancellationToken) is { IsStopping: false, IsDryRun: false })
        {
            List<string> searched = [.. mappers.Where(mapper => mapper.Code != JobCodes.FindFailed).Select(mapper => mapper.Mapper.Id).Except(input.NotSearched)];
            await failures.RemoveOthersAsync(searched, input.JobId, cancellationToken);
            foreach (JobMapper mapper in mappers.Where(mapper => mapper.Code == JobCodes.FindFailed))
            {
                await failures.EnterAsync(input.JobId, hashes.Hash("lake-mapper", mapper.Mapper.Id)[..32], mapper, cancellationToken);
            }
        }

        bool isUnasked = mappers.Any(mapper => mapper.Totals!.ObjectsWithProblems > 0 || mapper.Problems.Count > 0);
        await store.ChangeAsync(
            input.JobId,
            before => before.State != DeletionJobState.Running
                ? null
                : before with
                {
                    State = DeletionJobState.ForgetCompletedCleanupInProgress,
                    Matches = input.Matches,
                    NotSearched = input.NotSearched,
                    Totals = mappers.Aggregate(new JobTotals(), (sum, mapper) => sum.Plus(mapper.Totals!)),
                    Code = before.Code ?? CodeOf(before, input, mappers, isUnasked),
                },
            cancellationToken);
        return Nothing.Value;
    }

    // Of what isn't listed to its end nobody knows who is in it; nor of what wasn't there any more as it was listed, until a listing shows nothing that wasn't searched.
    private static JobMapper Checked(JobMapper before, bool isAsked, bool isElsewhere, string? moved) => before switch
    {
        { Code: not null } => before,
        _ when isAsked && isElsewhere => before with { Code = JobCodes.FindFailed, Reason = NotListedException.RootMoved, Detail = Elsewhere },
        { IsPlanned: false } when isAsked => before with { Code = JobCodes.FindFailed, Reason = before.Reason ?? JobCodes.FindFailed, Detail = before.Detail ?? "Its listing didn't come to an end." },
        _ when moved is not null => before with { IsUnsettled = true, Reason = FailureAdvice.ObjectsMoved, Detail = moved },
        _ => before,
    };

    // It may be deleted, repaired under another name, or lie where no mapper looks. Whoever waited because of it is told.
    private async Task<int> TellVanishedAsync(string jobId, IEnumerable<ObjectFailure> owed, CancellationToken cancellationToken)
    {
        int vanished = 0;
        foreach (ObjectFailure failure in owed)
        {
            JobObject? item = await store.PutObjectAsync(
                jobId,
                failure.Id,
                before => before switch
                {
                    null => new JobObject { Id = failure.Id, Mapper = failure.Mapper, Name = failure.Object, State = JobObjectState.Gone, Code = failure.Code, Detail = Vanished },
                    { State: JobObjectState.Gone, Code: null } => before with { Code = failure.Code, Detail = Vanished },
                    _ => null,
                },
                cancellationToken);
            vanished += item?.State == JobObjectState.Gone ? 1 : 0;
        }

        return vanished;
    }

    // Their keys may be people's whom this job isn't about: this stays with the job, and its domains are told of the entries.
    private async Task<string> TellMovedAsync(JobTotals totals, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (string id in totals.ObjectsMoved > 0 ? totals.Failures ?? [] : [])
        {
            if (names.Count < MostNamed && await failures.GetAsync(id, cancellationToken) is { Code: FailureAdvice.ObjectsMoved } failure)
            {
                names.Add(failure.Object);
            }
        }

        long others = totals.ObjectsMoved - names.Count;
        return names.Count == 0 ? Moved : $"{Moved} Lost sight of: {string.Join(", ", names)}{(others > 0 ? $" and {others} more" : "")}.";
    }

    // What was never there is a mistake in the mapper, and may be corrected.
    private async Task<bool> IsUnseenAsync(JobMapper mapper, JobTotals totals, string[] reasons, CancellationToken cancellationToken) =>
        mapper.Code == JobCodes.FindFailed && totals.Objects == 0 && reasons.Contains(mapper.Reason ?? "", StringComparer.Ordinal)
        && (mapper.Mapper.Prefix is null || await places.GetAsync(mapper.Mapper, cancellationToken) is null);

    // A column that only erased people had is spelled right, as long as nobody else has written since: a later one may be called otherwise.
    private async Task<JobMapper> ExcuseAsync(DeletionJob job, JobMapper mapper, JobTotals totals, Lazy<Task<IReadOnlyDictionary<string, KnownObjects>>> known, CancellationToken cancellationToken)
    {
        if (totals.ObjectsErased == 0 && mapper.ColumnsSeen.Values.All(isSeen => isSeen))
        {
            return mapper;
        }

        KnownObjects objects = (await known.Value).GetValueOrDefault(mapper.Mapper.Id, KnownObjects.None);
        IReadOnlyList<string> erased = await places.ErasedColumnsAsync(mapper.Mapper, objects.Met, cancellationToken);
        if (totals.ObjectsErased > 0 && !job.IsDryRun && objects.Left is { } left)
        {
            await places.SetErasedColumnsAsync(mapper.Mapper, new ErasedColumns([.. mapper.ColumnsSeen.Where(column => column.Value).Select(column => column.Key).Union(erased, StringComparer.Ordinal)], left), cancellationToken);
        }

        return mapper with { ColumnsSeen = mapper.ColumnsSeen.ToDictionary(column => column.Key, column => column.Value || erased.Contains(column.Key, StringComparer.Ordinal), StringComparer.Ordinal) };
    }

    // What isn't listed to its end stays that: what wasn't seen in it may be in the rest.
    internal static JobMapper Conclude(JobMapper before, JobTotals totals, IReadOnlyList<MatchProblem> unseen) => unseen.Count == 0
        ? before with { Totals = totals, Code = before.Code ?? CodeOf(before, totals) }
        : before with
        {
            Totals = totals,
            Problems = [.. before.Problems, .. unseen],
            Code = before.Code ?? CodeOf(before, totals) ?? JobCodes.MatchesFailed,
            Reason = before.Code is null ? CodeWords.Of(MatchProblemCode.ColumnNotFound) : before.Reason,
            Detail = before.Code is not null ? before.Detail : $"No record of any object has {string.Join(" or ", unseen.Select(problem => problem.Column))}: correct the column's name; where objects may lack it, say optional.",
        };

    private static string? CodeOf(JobMapper mapper, JobTotals totals) => totals.CodeAt(null) switch
    {
        null or JobCodes.Retained when mapper.IsUnsettled => JobCodes.MatchesReappear,
        var code => code,
    };

    private static string? CodeOf(DeletionJob job, ConcludeJobInput input, List<JobMapper> mappers, bool isUnasked) => job switch
    {
        { IsStopping: true } => JobCodes.Canceled,
        _ when mappers.Any(mapper => mapper.Code == JobCodes.FindFailed) => JobCodes.FindFailed,
        _ when mappers.Any(mapper => mapper.Code == JobCodes.ObjectsFailed) => JobCodes.ObjectsFailed,
        _ when isUnasked => JobCodes.MatchesFailed,
        _ when mappers.Any(mapper => mapper.Code == JobCodes.MatchesReappear) => JobCodes.MatchesReappear,
        _ when mappers.Any(mapper => mapper.Code == JobCodes.Retained) => JobCodes.Retained,
        { Mappers.Count: var count } when input.Matches > 0 && input.NotSearched.Count == count => JobCodes.NoIdentifier,
        _ => null,
    };
}

/// <summary>Input of <see cref="ConcludeJob"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Matches">Matches that it carries.</param>
/// <param name="NotSearched">Mappers that no match asked anything of.</param>
/// <param name="Mappers">What its objects came to, by mapper.</param>
internal sealed record ConcludeJobInput(string JobId, long Matches, IReadOnlyList<string> NotSearched, IReadOnlyDictionary<string, JobTotals> Mappers)
{
    /// <summary>The last round that it could have; unknown where an earlier version asks.</summary>
    public int LastRound { get; init; } = int.MaxValue;
}

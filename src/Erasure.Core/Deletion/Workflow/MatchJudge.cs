using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Decides what a concluded job came to for each of its matches.</summary>
internal sealed class MatchJudge
{
    private static readonly string[] WorstFirst = [JobCodes.FindFailed, JobCodes.ObjectsFailed, JobCodes.MatchesFailed, JobCodes.MatchesReappear, JobCodes.Retained];

    /// <summary>Mappers whose failures are told one by one; the job's report has them all.</summary>
    private const int MostTold = 3;

    private readonly DeletionJob job;
    private readonly IReadOnlyList<JobMapper> mappers;
    private readonly HashSet<int> unasked;
    private readonly HashSet<string> unaskedMappers;
    private readonly ILookup<string, LimitedObject> limited;
    private readonly IReadOnlyDictionary<string, VerifiedErasure> verified;

    private MatchJudge(
        DeletionJob job,
        IReadOnlyList<JobMapper> mappers,
        IReadOnlyList<UnaskedMatches> problems,
        IReadOnlyList<LimitedObject> limited,
        IReadOnlyDictionary<string, VerifiedErasure> verified)
    {
        this.verified = verified;
        this.limited = limited.ToLookup(item => item.Mapper, StringComparer.Ordinal);
        this.job = job;
        this.mappers = mappers;
        unasked = [.. problems.SelectMany(problem => problem.Items ?? [])];
        unaskedMappers = [.. problems.Where(problem => problem.Items is null).Select(problem => problem.Mapper)];
    }

    public static async Task<MatchJudge> OfAsync(DeletionJob job, JobStore store, CancellationToken cancellationToken)
    {
        IReadOnlyList<JobMapper> known = await store.MappersAsync(job.Id, cancellationToken);
        return new MatchJudge(
            job,
            known,
            await store.ProblemsAsync(job.Id, cancellationToken),
            await store.LimitedAsync(job.Id, cancellationToken),
            await VerifiedErasure.OfAsync(store, job.Id, known, cancellationToken));
    }

    /// <summary>The verdict on the match of that number in the manifest, with what was erased of it all the same.</summary>
    /// <param name="match">The match.</param>
    /// <param name="item">Its number.</param>
    /// <param name="counted">What it and others have.</param>
    /// <param name="owed">Where jobs before this one failed at it; null where none did.</param>
    public MatchVerdict Judge(ManifestMatch match, int item, CountedMatches counted, IReadOnlyList<OwedPlace>? owed = null)
    {
        List<JobMapper> asked = [.. mappers.Where(mapper => match.Asks(mapper.Mapper))];

        // What its domain doesn't name any more isn't asked of; nor what nobody knows to have failed at this match, and that asks nothing of it.
        List<OwedPlace> unsearched = [.. (owed ?? []).Where(place => match.IsFor(place.Mapper)
            && !asked.Exists(place.IsSearchedBy)
            && !(place is { Place: null, Code: null } && mappers.Any(mapper => place.IsIn(mapper.Mapper.Id) && !match.Asks(mapper.Mapper))))];
        JobMatch own = counted.Of(match, item, asked);
        ErasedSoFar? erased = ErasedIn(asked, item, counted);
        MatchVerdict verdict = VerdictOn(match, item, asked, unsearched, erased, own.Sum);
        return verdict with
        {
            Own = own,
            Erased = erased,
            Owed = verdict.IsCleared ? [] : StillOwed(match, item, asked, [.. unsearched.Union((owed ?? []).Where(place => IsOtherwise(place, match, item, asked)))])
        };
    }

    // What was read in two ways, and failed at somebody, is to be read in both again.
    private bool IsOtherwise(OwedPlace place, ManifestMatch match, int item, List<JobMapper> asked) => asked.Exists(mapper =>
        place.IsIn(mapper.Mapper.Id) && place.FormerIn(mapper.Mapper) is not null && (job.IsStopping || CodeOf(mapper, match, item) is not null));

    private IReadOnlyList<OwedPlace> StillOwed(ManifestMatch match, int item, List<JobMapper> asked, List<OwedPlace> unsearched) =>
        [.. unsearched.Union(asked.Select(mapper => OwedPlace.Of(mapper, match, job.IsStopping ? JobCodes.Canceled : CodeOf(mapper, match, item))).Where(place => place.Code is not null))];

    // Where nobody else asks anything, all of it is the match's, in older versions too.
    private ErasedSoFar? ErasedIn(List<JobMapper> asked, int item, CountedMatches counted) => asked
        .Select(mapper => verified.GetValueOrDefault(mapper.Mapper.Id) is not { Objects: > 0 } sum ? null
            : job.Matches == 1 || mapper.Asked == 1 ? sum.Alone()
            : sum.ShareOf(counted.Of(item, mapper)))
        .OfType<ErasedSoFar>()
        .Aggregate((ErasedSoFar?)null, (sum, one) => sum?.Plus(one) ?? one);

    private MatchVerdict VerdictOn(ManifestMatch match, int item, List<JobMapper> asked, List<OwedPlace> unsearched, ErasedSoFar? erased, MatchCount count)
    {
        if (job.IsStopping)
        {
            return MatchVerdict.Failed(JobCodes.Canceled);
        }

        string? code = WorstFirst.FirstOrDefault(code => asked.Any(mapper => CodeOf(mapper, match, item) == code));
        if (code == JobCodes.ObjectsFailed)
        {
            return new MatchVerdict(IsCleared: false, new Outcome.Failed(code, Retryable: false) { Failures = Sum(asked, item).Failures });
        }

        if (code is not null)
        {
            return code == JobCodes.Retained
                ? new MatchVerdict(IsCleared: false, new Outcome.Withheld(code, Sum(asked, item).WithheldUntil)
                {
                    Count = count.RowsWithheld > 0 ? count.RowsWithheld : null,
                    Objects = count.RowsWithheld > 0 ? count.ObjectsWithheld : null
                })
                : code == JobCodes.MatchesReappear ? Reappearing(asked, item)
                : MatchVerdict.Failed(code, code is JobCodes.FindFailed or JobCodes.MatchesFailed ? DetailOf(asked.Where(mapper => mapper.Code == code)) : null);
        }

        // What the job was told to leave out is for another one, which answers.
        if (job.LeftOut.Any(match.IsFor))
        {
            return new MatchVerdict(IsCleared: false, Outcome: null);
        }

        if (unsearched.Count > 0)
        {
            return MatchVerdict.Failed(JobCodes.UnknownMapper, $"It was not searched where an earlier job failed: {string.Join(", ", unsearched.Select(place => place.Mapper).Distinct(StringComparer.OrdinalIgnoreCase))} isn't there any more, or searches elsewhere, less or in another way. Put it back as it was, or have the domain name those that are left; then retry.");
        }

        if (match.Mappers?.Except(job.Mappers, StringComparer.OrdinalIgnoreCase).Any() == true)
        {
            return MatchVerdict.Failed(JobCodes.UnknownMapper);
        }

        if (asked.Count == 0)
        {
            return MatchVerdict.Failed(JobCodes.NoIdentifier);
        }

        JobTotals totals = Sum(asked, item);
        NotSearched? notSearched = NotSearched.Of(
            totals.ObjectsNotSearched,
            totals.ObjectsFailed + totals.ObjectsMoved,
            asked.Sum(mapper => mapper.Vanished),
            [.. mappers.Select(mapper => mapper.Mapper.Id).Where(match.IsFor).Except(asked.Select(mapper => mapper.Mapper.Id), StringComparer.Ordinal)]);
        return new MatchVerdict(IsCleared: true, erased is null ? new Outcome.NothingFound { NotSearched = notSearched } : erased.ToOutcome(notSearched));
    }

    // Where nothing but objects that moved keeps it in the queue, a human may answer for those.
    private MatchVerdict Reappearing(List<JobMapper> asked, int item)
    {
        JobTotals totals = Sum(asked, item);
        string? detail = DetailOf(asked.Where(mapper => mapper.IsUnsettled).Select(mapper => mapper with { Detail = ConcludeJob.Moved }));
        return new MatchVerdict(
            IsCleared: false,
            new Outcome.Failed(JobCodes.MatchesReappear, Retryable: false) { Detail = detail, Failures = totals is { ObjectsReappeared: 0, ObjectsMoved: > 0 } ? totals.Failures : null });
    }

    private static string? DetailOf(IEnumerable<JobMapper> failed)
    {
        List<JobMapper> told = [.. failed.Where(mapper => mapper.Reason is not null)];
        return told.Count == 0
            ? null
            : string.Join(' ', told.Take(MostTold).Select(mapper => mapper.Detail?.StartsWith($"{mapper.Reason}: ", StringComparison.Ordinal) == true ? $"{mapper.Mapper.Id}: {mapper.Detail}" : $"{mapper.Mapper.Id}: {mapper.Reason}: {mapper.Detail}")) + (told.Count > MostTold ? $" And {told.Count - MostTold} more mappers." : "");
    }

    private JobTotals Sum(List<JobMapper> mappers, int item) => mappers.Aggregate(new JobTotals(), (sum, mapper) => sum.Plus(TotalsOf(mapper, item)));

    // Objects that can't hold this match don't concern it.
    private JobTotals TotalsOf(JobMapper mapper, int item) =>
        mapper.Totals!.Without([.. limited[mapper.Mapper.Id].Where(other => !other.Items.Contains(item))]);

    private string? CodeOf(JobMapper mapper, ManifestMatch match, int item)
    {
        if (mapper.Code == JobCodes.FindFailed)
        {
            return mapper.Code;
        }

        // The id of a match begins with the time that it was asked for: of an erasure's, that of its receipt.
        DateTimeOffset? askedAt = ErasureId.IsValid(match.Id) ? ErasureId.TimeOf(match.Id) : null;
        JobTotals totals = TotalsOf(mapper, item);
        string? code = totals.CodeAt(askedAt);
        if (mapper.IsUnsettled && code is null or JobCodes.Retained && !totals.IsMovedAnswered(askedAt))
        {
            code = JobCodes.MatchesReappear;
        }

        return code != JobCodes.ObjectsFailed && (unasked.Contains(item) || unaskedMappers.Contains(mapper.Mapper.Id)) ? JobCodes.MatchesFailed : code;
    }
}

/// <summary>What a job came to for a match.</summary>
/// <param name="IsCleared">It leaves the queue.</param>
/// <param name="Outcome">What its erasure is told; null where nothing is known yet.</param>
internal sealed record MatchVerdict(bool IsCleared, Outcome? Outcome)
{
    /// <summary>What was erased of it and verified, whatever became of the rest; null where nothing was.</summary>
    public ErasedSoFar? Erased { get; init; }

    /// <summary>What it has, its own alone, as far as it was told apart from others.</summary>
    public JobMatch? Own { get; init; }

    /// <summary>Where it is owed from here on.</summary>
    public IReadOnlyList<OwedPlace> Owed { get; init; } = [];

    /// <summary>Why it stays in the queue, as a code; null where it leaves, or another job answers.</summary>
    public string? Code => Outcome switch
    {
        Outcome.Failed failed => failed.Code,
        Outcome.Withheld withheld => withheld.Reason,
        _ => null,
    };

    public static MatchVerdict Failed(string code, string? detail = null) => new(IsCleared: false, new Outcome.Failed(code, Retryable: false) { Detail = detail });
}

using System.Text.Json;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Manifest;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What was erased is summed once a job; matches are judged in many steps.</summary>
public sealed class MatchJudgeTests
{
    private static readonly DeletionJob Job = new() { Id = new string('1', 32), Mappers = ["clicks"], CreatedAt = DateTimeOffset.UnixEpoch, Matches = 1 };

    private readonly JobStore store = new(new MemoryRecords(), TimeProvider.System);

    [Fact]
    public async Task What_was_erased_is_taken_from_the_conclusion_without_reading_an_object()
    {
        await AddAsync(new VerifiedErasure(3, 0, IsCounted: true) { Objects = 1 }, erasedOfObject: 8);

        Assert.Equal(new Outcome.Erased(3), await JudgeAsync(Job));
    }

    [Fact]
    public async Task What_an_earlier_version_concluded_is_taken_from_the_objects()
    {
        await AddAsync(verified: null, erasedOfObject: 8);

        Assert.Equal(new Outcome.Erased(8) { Objects = 1 }, await JudgeAsync(Job));
    }

    [Fact]
    public async Task Of_who_is_not_alone_an_earlier_version_has_counted_nothing()
    {
        await AddAsync(new VerifiedErasure(3, 0, IsCounted: true) { Objects = 1 }, erasedOfObject: 8, asked: 2);

        Assert.Equal(new Outcome.Erased { IsUntold = true }, await JudgeAsync(Job with { Matches = 2 }));
    }

    [Theory]
    [InlineData(0L, true, 1L)]
    [InlineData(0L, false, null)]
    [InlineData(1L, true, null)]
    public async Task Of_who_is_not_alone_only_what_was_counted_is_told(long untold, bool isCounted, long? rows)
    {
        await AddAsync(new VerifiedErasure(3, 0, IsCounted: true) { Objects = 2, Holders = 2, ObjectsUntold = untold }, erasedOfObject: 8, asked: 2);
        await store.SetCountsAsync(
            Job.Id,
            new MatchCountPart(0, "clicks", new Dictionary<int, MatchCount> { [0] = new() { RowsErased = 1, ObjectsErased = 1, ObjectsUncounted = isCounted ? 0 : 1 } }),
            default);

        Assert.Equal(new Outcome.Erased(rows) { Objects = rows }, await JudgeAsync(Job with { Matches = 2 }));
    }

    [Fact]
    public async Task Of_who_is_not_alone_and_has_nothing_nothing_is_told()
    {
        await AddAsync(new VerifiedErasure(3, 0, IsCounted: true) { Objects = 1, Holders = 1, ObjectsUntold = 0 }, erasedOfObject: 8, asked: 2);

        Assert.Equal(new Outcome.NothingFound(), await JudgeAsync(Job with { Matches = 2 }));
    }

    [Fact]
    public async Task What_the_store_keeps_is_told_of_the_match_alone()
    {
        await AddAsync(VerifiedErasure.None, erasedOfObject: 0, asked: 2, code: JobCodes.Retained);
        await store.SetCountsAsync(Job.Id, new MatchCountPart(0, "clicks", new Dictionary<int, MatchCount> { [0] = new() { RowsWithheld = 2, ObjectsWithheld = 1 } }), default);

        Assert.Equal(new Outcome.Withheld("retained", null) { Count = 2, Objects = 1 }, await JudgeAsync(Job with { Matches = 2 }));
    }

    [Fact]
    public async Task A_mapper_without_the_identifier_is_owed_only_where_it_is_known_to_have_failed_at_this_match()
    {
        await AddAsync(VerifiedErasure.None, erasedOfObject: 0);
        ManifestMatch other = new() { Id = "m", Kind = MatchKind.Identifiers, Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["user_id"] = "u-1" } };
        DataMapper mail = JobWorld.Mapper("mail", DataFormat.Json, "email", "by");
        await store.TryAddMapperAsync(Job.Id, new JobMapper { Mapper = mail, Totals = new JobTotals(), Verified = VerifiedErasure.None }, default);
        MatchJudge judge = await MatchJudge.OfAsync(Job, store, default);

        Assert.True(judge.Judge(other, 0, CountedMatches.None, [new OwedPlace("mail", Place: null, Code: null)]).IsCleared);
        Assert.Equal("unknown-mapper", judge.Judge(other, 0, CountedMatches.None, [new OwedPlace("mail", "place", JobCodes.ObjectsFailed)]).Code);
        Assert.Equal("unknown-mapper", judge.Judge(other, 0, CountedMatches.None, [new OwedPlace("gone", Place: null, Code: null)]).Code);
    }

    [Fact]
    public async Task What_a_job_could_not_list_stays_owed_as_it_was()
    {
        DataMapper clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
        await store.TryAddMapperAsync(
            Job.Id,
            new JobMapper { Mapper = clicks, Place = "place", IsNowhere = true, Code = JobCodes.FindFailed, Totals = new JobTotals(), Verified = VerifiedErasure.None },
            default);
        OwedPlace before = new("clicks", "place", JobCodes.ObjectsFailed) { Scope = SearchedScope.Of(clicks) };
        MatchJudge judge = await MatchJudge.OfAsync(Job, store, default);

        MatchVerdict verdict = judge.Judge(Simple, 0, CountedMatches.None, [before]);
        Assert.Equal("find-failed", verdict.Code);
        Assert.Equal([before, new OwedPlace("clicks", "", JobCodes.FindFailed) { Scope = SearchedScope.Of(clicks) }], verdict.Owed);

        // However often.
        Assert.Equal(
            verdict.Owed,
            judge.Judge(Simple, 0, CountedMatches.None, JsonSerializer.Deserialize<List<OwedPlace>>(JsonSerializer.Serialize(verdict.Owed, DurableJson.Options), DurableJson.Options)).Owed);
    }

    [Fact]
    public void What_was_not_listed_to_its_end_is_told_whatever_columns_its_objects_lack()
    {
        JobMapper clicks = new() { Mapper = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) };
        MatchProblem[] unseen = [new(MatchProblemCode.ColumnNotFound, "by", "", 0)];

        JobMapper unlisted = ConcludeJob.Conclude(clicks with { Code = JobCodes.FindFailed, Reason = "io", Detail = "It failed." }, new JobTotals(), unseen);
        Assert.Equal(("find-failed", "io", "It failed."), (unlisted.Code, unlisted.Reason, unlisted.Detail));
        Assert.Equal(("matches-failed", "column-not-found"), (ConcludeJob.Conclude(clicks, new JobTotals(), unseen).Code, ConcludeJob.Conclude(clicks, new JobTotals(), unseen).Reason));
    }

    private static ManifestMatch Simple => new() { Id = "m", Kind = MatchKind.Simple, Values = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "u-1" } };

    private async Task AddAsync(VerifiedErasure? verified, long erasedOfObject, int asked = 1, string? code = null)
    {
        DataMapper clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
        await store.TryAddMapperAsync(
            Job.Id,
            new JobMapper { Mapper = clicks, Totals = new JobTotals { ObjectsWithheld = code is null ? 0 : 1 }, Code = code, Asked = asked, Verified = verified },
            default);
        await store.PutObjectAsync(
            Job.Id,
            "a",
            _ => new JobObject { Id = "a", Mapper = "clicks", Name = "a.jsonl", State = JobObjectState.Verified, Erased = ErasedPart.Nothing with { Rows = erasedOfObject } },
            default);
    }

    private async Task<Outcome?> JudgeAsync(DeletionJob job) => (await MatchJudge.OfAsync(job, store, default)).Judge(Simple, 0, await CountedMatches.OfAsync(store, job.Id, 0, 1, default)).Outcome;
}

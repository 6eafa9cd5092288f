using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Jobs;
using Erasure.Core.Jobs.Manifest;
using Erasure.Core.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Jobs;

/// <summary>What was erased is summed once a job; matches are judged in many steps.</summary>
public sealed class MatchJudgeTests
{
    private static readonly DeletionJob Job = new() { Id = new string('1', 32), Mappers = ["clicks"], CreatedAt = DateTimeOffset.UnixEpoch, Matches = 1 };

    private readonly JobStore store = new(new MemoryRecords(), TimeProvider.System);

    [Fact]
    public async Task What_was_erased_is_taken_from_the_conclusion_without_reading_an_object()
    {
        await AddAsync(new VerifiedErasure(3, 0, IsCounted: true) { Objects = 1 }, erasedOfObject: 8);

        Assert.Equal(new Outcome.Erased(3), await JudgeAsync());
    }

    [Fact]
    public async Task What_an_earlier_version_concluded_is_taken_from_the_objects()
    {
        await AddAsync(verified: null, erasedOfObject: 8);

        Assert.Equal(new Outcome.Erased(8), await JudgeAsync());
    }

    private async Task AddAsync(VerifiedErasure? verified, long erasedOfObject)
    {
        DataMapper clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
        await store.TryAddMapperAsync(Job.Id, new JobMapper { Mapper = clicks, Totals = new JobTotals(), Asked = 1, Verified = verified }, default);
        await store.PutObjectAsync(
            Job.Id,
            "a",
            _ => new JobObject { Id = "a", Mapper = "clicks", Name = "a.jsonl", State = JobObjectState.Verified, Erased = ErasedPart.Nothing with { Rows = erasedOfObject } },
            default);
    }

    private async Task<Outcome?> JudgeAsync()
    {
        ManifestMatch match = new() { Id = "m", Kind = MatchKind.Simple, Values = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "u-1" } };
        return (await MatchJudge.OfAsync(Job, store, default)).Judge(match, 0).Outcome;
    }
}

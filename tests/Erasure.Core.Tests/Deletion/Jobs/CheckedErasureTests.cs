using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What a job does where an eraser has a fault: nothing takes an object's place.</summary>
public sealed class CheckedErasureTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n";
    private const string Others = """{"by":"u-1"}""" + "\n";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Events = JobWorld.Mapper("events", DataFormat.Parquet, columns: ["ctx.user.id"]);

    private readonly TempFolder folder = new();
    private readonly List<string> replaced = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Where_the_wrong_line_would_go_the_object_stays_as_it_was()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Others);
        await using JobWorld world = await StartAsync(plan => plan with { Segments = Segments(new Segment.Copy(0, Mine.Length)) });

        await AssertFailsAsync(world, "successor-differs");

        Assert.Equal(Mine + Others, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.Single(Directory.GetFiles(folder["lake/clicks"]));
    }

    [Fact]
    public async Task Where_the_wrong_row_would_go_the_Parquet_file_stays_as_it_was()
    {
        const string Key = "events/part-0000.parquet";
        JobWorld.CopySample(folder.Path, "web/events/date=2026-10-30/part-0000.parquet", Key);
        byte[] before = await File.ReadAllBytesAsync(folder["lake/" + Key]);
        RowPredicate another = new([new SimpleMatch(["ctx.user.id"], [new SecretText("u-2043")])], []);
        using FileByteSource file = new(Repository.PathOf("src", "Erasure.Host", "Demo", "samples", "web", "events", "date=2026-10-30", "part-0000.parquet"));
        RewritePlan wrong = await new ParquetRowEraser().PlanAsync(file, another, default);
        Assert.False(wrong.IsNoop);
        await using JobWorld world = await StartAsync(plan => plan with { Segments = wrong.Segments }, mapper: Events);

        await AssertFailsAsync(world, "successor-differs");

        Assert.Equal(before, await File.ReadAllBytesAsync(folder["lake/" + Key]));
    }

    [Fact]
    public async Task Where_a_second_opinion_differs_the_object_stays_as_it_was()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Others);
        await using JobWorld world = await StartAsync(opinion: new OpinionSpy { Disagrees = true });

        await AssertFailsAsync(world, "second-opinion-differs");

        Assert.Equal(Mine + Others, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task What_a_second_library_can_not_read_is_told_and_the_erasure_goes_on()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Others);
        await using JobWorld world = await StartAsync(opinion: new OpinionSpy { Says = new Opinion(["user.note"]) });

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        JsonNode notice = Assert.Single(Assert.Single((await world.DescribeAsync())["objects"]!.AsArray())!["notices"]!.AsArray())!;
        Assert.Equal(("second-opinion-partial", 1, "user.note"), ((string)notice["code"]!, (long)notice["count"]!, (string)notice["place"]!));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 40, 40)]
    [InlineData(3, 2, 30)]
    [InlineData(1_000_000, 1, 2)]
    public async Task The_first_of_a_kind_and_a_sample_of_the_rest_are_read_by_a_second_library(int every, int least, int most)
    {
        for (int i = 0; i < 40; i++)
        {
            JobWorld.Write(folder.Path, $"clicks/{i}.jsonl", Mine + Others);
        }

        OpinionSpy opinion = new();
        await using JobWorld world = await StartAsync(opinion: opinion, job: new JobConfiguration { SecondOpinionEvery = every });

        Assert.Equal(new Outcome.Erased(40) { Objects = 40 }, await world.RunAsync());

        Assert.InRange(opinion.Given.Count, least, most);
    }

    [Fact]
    public async Task What_is_still_there_though_nobody_wrote_since_is_not_rewritten_again()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Others);
        bool isFaulty = true;
        await using JobWorld world = await StartAsync(plan => isFaulty ? plan with { Segments = Segments(new Segment.Copy(0, Mine.Length + Others.Length)), Check = null } : plan);

        await AssertFailsAsync(world, "found-after-erasure");
        Assert.Single(replaced);

        // The next job knows the version that this build wrote, and lets it be.
        isFaulty = false;
        Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2));
        Assert.Single(replaced);
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal(("found-after-erasure", 2), (failure.Code, failure.Attempts));

        // Somebody wrote: it is another object now.
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine + Others + Others);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 3));
        Assert.Equal(Others + Others, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    private static IAsyncEnumerable<Segment> Segments(params Segment[] segments) => segments.ToAsyncEnumerable();

    private static async Task AssertFailsAsync(JobWorld world, string code)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        JsonNode failed = Assert.Single((await world.DescribeAsync())["objects"]!.AsArray())!;
        Assert.Equal(code, (string)failed["code"]!);
    }

    private Task<JobWorld> StartAsync(Func<RewritePlan, RewritePlan>? change = null, ISecondOpinion? opinion = null, JobConfiguration? job = null, DataMapper? mapper = null) =>
        JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, job, mapper ?? Clicks),
            store => new ObjectStoreSpy(store)
            {
                Change = change ?? (plan => plan),
                AfterReplace = key =>
                {
                    replaced.Add(key);
                    return Task.CompletedTask;
                },
            },
            opinion: opinion);
}

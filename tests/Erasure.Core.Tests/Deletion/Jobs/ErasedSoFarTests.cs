using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What was erased and verified is told, whichever attempt did it, and what wasn't searched is told, too.</summary>
public sealed class ErasedSoFarTests : IDisposable
{
    private const string Mine = "{\"by\":\"u-2042\"}\n{\"by\":\"u-1\"}\n";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_an_attempt_that_failed_has_erased_is_among_what_the_next_one_says()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        JobWorld.Write(folder.Path, "clicks/bad.jsonl", "{\"x\":\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal(new ErasedSoFar(1, 0) { Holders = 1, IsTheirs = true }, await world.ErasedAsync());
        string first = await world.JobIdAsync();

        JobWorld.Write(folder.Path, "clicks/bad.jsonl", "{\"by\":\"u-1\"}\n");

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 2));
        JsonNode earlier = Assert.Single((await world.DescribeAsync(attempt: 2))["earlier"]!.AsArray())!;
        Assert.Equal((first, 1L), ((string)earlier["job"]!, (long)earlier["rowsErased"]!));
    }

    [Fact]
    public async Task Each_attempt_adds_what_it_verified_and_no_more()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        JobWorld.Write(folder.Path, "clicks/by=u-2042/b.jsonl", "{\"x\":1}\n{\"x\":2}\n");
        JobWorld.Write(folder.Path, "clicks/bad.jsonl", "{\"x\":\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2));
        Assert.Equal(new ErasedSoFar(3, 1) { Holders = 2, IsTheirs = true }, await world.ErasedAsync());

        JobWorld.Write(folder.Path, "clicks/bad.jsonl", Mine + Mine);

        Assert.Equal(new Outcome.Erased(5) { Objects = 3, Deleted = 1 }, await world.RunAsync(attempt: 3));
        await world.ReleaseAsync();
        Assert.Null(await world.ErasedAsync());
    }

    [Fact]
    public async Task What_an_attempt_has_answered_is_not_answered_by_the_next_and_is_among_all_that_was_erased()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        JobWorld.Write(folder.Path, "clicks/b.jsonl", Mine + Mine);

        Assert.Equal(new Outcome.Erased(2) { Objects = 1 }, await world.RunAsync(attempt: 2));
        Assert.Equal(new ErasedSoFar(3, 0) { Holders = 2, IsTheirs = true }, await world.ErasedAsync());
    }

    [Fact]
    public async Task What_a_job_that_was_lost_has_verified_is_told_without_more()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        await using JobWorld world = await StartAsync(Clicks);
        JobStore jobs = world.Host.Services.GetRequiredService<JobStore>();
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        string job = await world.JobIdAsync();

        VerifiedErasure verified = Assert.Single(await VerifiedErasure.OfAsync(jobs, job, default)).Value;
        Assert.Equal(new ErasedSoFar(1, 0) { Holders = 1, IsTheirs = true }, verified.Alone());

        // Its manifest is gone, and with it who was who.
        Assert.Equal(new ErasedSoFar(null, null), verified.ShareOf(own: null));
        JobObject item = await jobs.ObjectsAsync(job, null, default).FirstAsync();
        await jobs.ChangeObjectAsync(job, item.Id, before => before with { State = JobObjectState.Erased }, default);
        ErasedSoFar unverified = Assert.Single(await VerifiedErasure.OfAsync(jobs, job, default)).Value.Alone();
        Assert.Equal(new ErasedSoFar(0, 0) { Holders = 0, HasMore = true, IsTheirs = true }, unverified);
        Assert.Equal(new Outcome.Erased(), unverified.ToOutcome(notSearched: null));
    }

    [Theory]
    [InlineData("{\"by\":\"u-1\"}\n", false)]
    [InlineData(Mine, true)]
    public async Task Mappers_that_know_none_of_the_identifiers_are_told(string text, bool isFound)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", text);
        JobWorld.Write(folder.Path, "passports/a.jsonl", "{\"number\":\"P1\"}\n");
        await using JobWorld world = await StartAsync(Clicks, JobWorld.Mapper("passports", DataFormat.Json, "passport", "number"));

        Outcome outcome = await world.RunAsync();

        Assert.Equal(isFound, outcome is Outcome.Erased);
        Assert.Equal(["passports"], NotSearched.Of(outcome)!.Mappers!);
    }

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: mappers));
}

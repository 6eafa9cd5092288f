using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A human says that a folder is meant to be gone.</summary>
public sealed class AnsweredFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public AnsweredFolderTests()
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
    }

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task A_human_may_say_that_a_folder_is_meant_to_be_gone()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        lake.TakeAway("clicks/x", "moved");
        await UnseenLake.IsOwedAsync(world, 2, "clicks/x/");

        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(("clicks/x/", "folder-gone"), (failure.Object, failure.Code));
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None));

        // Who waited is told that it wasn't searched; then it is forgotten.
        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 3)).NotSearched);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());

        lake.BringBackFolder("clicks/x");
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 5));
        lake.TakeAway("clicks/x", "moved");
        await UnseenLake.IsOwedAsync(world, 6, "clicks/x/");
    }

    [Fact]
    public async Task What_a_human_says_of_a_folder_is_told_to_whoever_a_job_clears_and_not_used_up_before()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        lake.TakeAway("clicks/x", "moved");
        await UnseenLake.IsOwedAsync(world, 2, "clicks/x/");
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None);

        lake.Write("clicks/bad.jsonl", "{\"by\n");
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 3)).Code);

        File.Delete(lake.Folder["lake/clicks/bad.jsonl"]);
        Assert.Equal(new NotSearched(1, 0) { Vanished = 1 }, Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 4)).NotSearched);
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());

        // Another look, and another folder by that name is missed like any other.
        lake.BringBackFolder("clicks/x");
        await UnseenLake.SeeAsync(world, "watch");
        lake.TakeAway("clicks/x", "moved");
        await UnseenLake.IsOwedAsync(world, 5, "clicks/x/");
    }

    [Fact]
    public async Task A_human_may_say_that_a_volume_is_meant_to_be_gone_and_the_next_job_tells_it()
    {
        string? mounted = "clicks/x";
        await using JobWorld world = await lake.StartAsync(() => mounted, UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, "job");
        mounted = null;
        await UnseenLake.IsOwedAsync(world, 2, "clicks/x/");

        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None));
        await world.AddAsync(QueueWorld.Simple("someone"));
        await world.RunJobAsync(isDryRun: true);

        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 3)).NotSearched);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
    }
}

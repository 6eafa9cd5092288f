using Erasure.Core.Domains;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A folder that goes in the middle of a job takes its objects along, and isn't their end: they are owed until it is back.</summary>
public sealed class VanishedFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("moved", 1)]
    [InlineData("moved", 3)]
    [InlineData("emptied", 1)]
    [InlineData("emptied", 2)]
    [InlineData("emptied", 3)]
    [InlineData("exchanged", 1)]
    [InlineData("emptied-above", 1)]
    [InlineData("moved-above", 2)]
    public async Task Objects_that_go_with_their_folder_are_owed(string how, int opening)
    {
        lake.Write("clicks/x/day=1/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        lake.Write("clicks/y/c.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(how, how.EndsWith("above", StringComparison.Ordinal) ? "clicks/x" : "clicks/x/day=1", opening, mayBeEmpty: false);

        await FailsAsync(world);

        lake.BringBackFolder(how.EndsWith("above", StringComparison.Ordinal) ? "clicks/x" : "clicks/x/day=1");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal(("{}\n", "{}\n"), (JobWorld.Read(lake.Folder.Path, "clicks/x/day=1/a.jsonl"), JobWorld.Read(lake.Folder.Path, "clicks/x/day=1/b.jsonl")));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("emptied")]
    public async Task A_partition_of_the_person_that_goes_before_it_is_deleted_is_owed(string how)
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{}\n");
        lake.Write("clicks/by=u-1/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(how, "clicks/by=u-2042", opening: 1, mayBeEmpty: false);

        await FailsAsync(world);

        lake.BringBackFolder("clicks/by=u-2042");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.False(Directory.Exists(lake.Folder["lake/clicks/by=u-2042"]));
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("moved")]
    public async Task A_place_that_may_be_empty_is_not_empty_because_it_went(string how)
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        await using JobWorld world = await StartAsync(how, "clicks", opening: 1, mayBeEmpty: true);

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await UnseenLake.IsOwedAsync(world);

        lake.BringBackFolder("clicks");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task An_object_that_goes_by_itself_is_gone()
    {
        lake.Write("clicks/day=1/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/day=2/b.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(spy => spy.BeforeOpen = _ =>
        {
            File.Delete(lake.Folder["lake/clicks/day=1/a.jsonl"]);
            return Task.CompletedTask;
        }, UnseenLake.Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
    }

    private static async Task FailsAsync(JobWorld world)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Contains("folder-gone", (await world.DescribeAsync())["objects"]!.AsArray().Select(item => (string?)item!["code"]));
        await UnseenLake.IsOwedAsync(world);
    }

    /// <summary>The folder goes before an object in it is opened for the first time (to search it), the second (to erase) or the third (to verify).</summary>
    private Task<JobWorld> StartAsync(string how, string folder, int opening, bool mayBeEmpty) => lake.StartAsync(
        spy => spy.BeforeOpen = key =>
        {
            if (key.StartsWith($"{folder}/", StringComparison.Ordinal) && key.EndsWith("a.jsonl", StringComparison.Ordinal) && --opening == 0)
            {
                Directory.Move(lake.Folder[$"lake/{folder}"], lake.Folder["away"]);
                if (!how.StartsWith("moved", StringComparison.Ordinal))
                {
                    Directory.CreateDirectory(lake.Folder[$"lake/{folder}"]);
                }

                if (how == "exchanged")
                {
                    lake.Write($"{folder}/c.jsonl", "{}\n");
                }
            }

            return Task.CompletedTask;
        },
        UnseenLake.Clicks with { MayBeEmpty = mayBeEmpty });
}

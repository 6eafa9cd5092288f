using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What lies in a partition that is named after the person goes with it, whatever it is, or is owed.</summary>
public sealed class PersonsPartitionTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Whatever_is_called_hidden_or_is_empty_goes_with_the_partition_of_the_person_and_no_other()
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n{\"by\":\"u-2042\"}\n");
        lake.Write("clicks/by=u-2042/_tmp/1.jsonl", UnseenLake.Mine);
        lake.Write("clicks/by=u-2042/.a.jsonl.crc", "\u0001\u0002");
        lake.Write("clicks/by=u-2042/_SUCCESS", "");
        lake.Write("clicks/by=u-2042/empty.jsonl", "");
        lake.Write("clicks/_temporary/0/by=u-2042/2.jsonl", UnseenLake.Mine);
        Directory.CreateDirectory(lake.Folder["lake/clicks/by=u-2042/none/deep"]);
        lake.Write("clicks/by=u-2043/_tmp/1.jsonl", "{}\n");
        lake.Write("clicks/by=u-2043/.a.jsonl.crc", "x");
        lake.Write("clicks/by=u-2043/empty.jsonl", "");
        Directory.CreateDirectory(lake.Folder["lake/clicks/by=u-2043/none/deep"]);
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        Assert.Equal(new Outcome.Erased(2) { Objects = 1, Deleted = 6 }, await world.RunAsync());

        Assert.Equal(
            ["clicks", "clicks/_temporary", "clicks/_temporary/0", "clicks/b.jsonl", "clicks/by=u-2043", "clicks/by=u-2043/.a.jsonl.crc", "clicks/by=u-2043/_tmp", "clicks/by=u-2043/_tmp/1.jsonl", "clicks/by=u-2043/empty.jsonl", "clicks/by=u-2043/none", "clicks/by=u-2043/none/deep"],
            Directory.GetFileSystemEntries(lake.Folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(lake.Folder["lake"], path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_folder_that_is_named_after_the_person_goes_though_nothing_is_found()
    {
        Directory.CreateDirectory(lake.Folder["lake/clicks/day=1/by=u-2042/deep"]);
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        Assert.Equal(["clicks", "clicks/day=1"], Directory.GetDirectories(lake.Folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(lake.Folder["lake"], path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("by=u-2042/legal/a.jsonl")]
    [InlineData("by=u-2042/_legal/legal/a.jsonl")]
    [InlineData("by=u-2042/readme.txt")]
    public async Task What_patterns_leave_out_of_the_partition_of_the_person_stays_and_is_owed_until_somebody_answers_for_it(string key)
    {
        lake.Write($"clicks/{key}", UnseenLake.Mine);
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Include = ["**/*.jsonl"], Exclude = ["**/legal/**"] });

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        await UnseenLake.IsOwedAsync(world);
        Assert.Equal(UnseenLake.Mine, JobWorld.Read(lake.Folder.Path, $"clicks/{key}"));
        ObjectFailure entry = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal("left-out", entry.Code);
        Assert.Equal(CommandResult.WrongState, await world.Failures.AcceptAsync(entry.Id, new Acceptance(new HumanDecision("Ada", "not hers"), AcceptanceMeaning.HoldsNobody), default));
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(entry.Id, new Acceptance(new HumanDecision("Ada", "kept by law"), AcceptanceMeaning.DealtWith), default));
    }

    [Fact]
    public async Task Folders_that_are_named_after_the_person_go_with_the_last_object_in_them_and_no_others()
    {
        lake.Write("clicks/all/day=1/by=u-2042/part=1/a.jsonl", "{\"by\":\"u-2042\"}\n");
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
        lake.Write("clicks/by=u-2042/_kept", "x");
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());

        Assert.Equal(
            ["clicks", "clicks/all", "clicks/all/day=1"],
            Directory.GetDirectories(lake.Folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(lake.Folder["lake"], path)).Order(StringComparer.Ordinal));
    }
}

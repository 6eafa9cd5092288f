using System.Text.Json;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A folder that is gone may have been named after somebody whose erasure is no longer on record, as where a backup from before it was put back.</summary>
public sealed class NamedFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("by=ann", "clicks", "ann")]
    [InlineData("u-77", "clicks", "u-77")]
    [InlineData("4711", "clicks", "4711")]
    [InlineData("eu/ann@example.org", "clicks", "ann@example.org")]
    [InlineData("eu/dt=2026-10-30/user=u77", "clicks", "u77")]
    public async Task A_folder_that_may_be_named_after_somebody_is_missed_without_its_name(string folder, string above, string name)
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        lake.Write($"clicks/{folder}/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        string top = folder.Split('/')[0];
        lake.TakeAway($"clicks/{folder}", "moved");
        if (folder != top)
        {
            lake.Write($"clicks/{Path.GetDirectoryName(folder)!}/c.jsonl", "{}\n");
            above = $"clicks/{Path.GetDirectoryName(folder)}";
        }

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal("folder-gone", failure.Code);
        Assert.EndsWith($" it was below {above}/.", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(name, JsonSerializer.Serialize(failure).Replace(failure.Id, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain($"{name}\"", (await world.DescribeAsync(2)).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"{name}/", (await world.DescribeAsync(2)).ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "an erasure since the backup"), AcceptanceMeaning.HoldsNobody), CancellationToken.None));
        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 3)).NotSearched);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
    }

    [Theory]
    [InlineData("clicks/eu", true)]
    [InlineData("clicks/north_west/raw-data", true)]
    [InlineData("clicks/dt=2026-10-30/hour=07", true)]
    [InlineData("clicks/2026/10/30", true)]
    [InlineData("clicks/20261030", true)]
    [InlineData("clicks/region=eu", true)]
    [InlineData("clicks/by=eu", false)]
    [InlineData("clicks/BY=2026", false)]
    [InlineData("clicks/user_id=eu", false)]
    [InlineData("clicks/eu/4711/raw", false)]
    [InlineData("clicks/x/ann.lee", false)]
    [InlineData("clicks/Jörg", false)]
    [InlineData("clicks/u-2042=x", false)]
    public void Plain_words_and_dates_name_nobody(string folder, bool expected) => Assert.Equal(expected, FolderNames.NameNobody(UnseenLake.Clicks, folder));
}

using System.Text.Json.Nodes;
using Erasure.Core.Domains;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>An object that a job failed at and that isn't listed any more: whoever waited because of it is told that it went.</summary>
public sealed class VanishedObjectTests : IDisposable
{
    private const string Malformed = "{\"by\n";

    private readonly UnseenLake lake = new();

    public VanishedObjectTests() => lake.Write("clicks/a.jsonl", "{}\n");

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("elsewhere.jsonl")]
    [InlineData("clicks/_bad.jsonl")]
    public async Task Whoever_is_cleared_by_its_going_is_told_of_it(string? to)
    {
        await using JobWorld world = await FailAsync();
        string path = lake.Folder["lake/clicks/bad.jsonl"];
        if (to is null)
        {
            File.Delete(path);
        }
        else
        {
            File.Move(path, lake.Folder[$"lake/{to}"]);
        }

        Assert.Equal(new Outcome.NothingFound { NotSearched = new NotSearched(0, 0) { Vanished = 1 } }, await world.RunAsync(attempt: 2));

        JsonNode item = Assert.Single((await world.DescribeAsync(2))["objects"]!.AsArray().OfType<JsonNode>());
        Assert.Equal(("clicks/bad.jsonl", "Gone", "malformed-text"), ((string?)item["key"], (string?)item["state"], (string?)item["code"]));
        Assert.Contains("isn't listed any more", (string?)item["detail"], StringComparison.Ordinal);
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task One_that_was_mended_where_it_is_was_searched()
    {
        await using JobWorld world = await FailAsync();
        lake.Write("clicks/bad.jsonl", "{}\n");
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    private async Task<JobWorld> FailAsync()
    {
        JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        lake.Write("clicks/bad.jsonl", Malformed);
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        return world;
    }
}

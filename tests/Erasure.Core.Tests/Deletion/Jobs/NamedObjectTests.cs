using Erasure.Core.Domains;
using Erasure.Core.Tests.Deletion.Queries;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>An object that a query names is read like any other: who may be in it unseen is told by nobody else.</summary>
public sealed class NamedObjectTests : IDisposable
{
    private readonly QueriedLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Whoever_may_be_in_it_is_owed()
    {
        lake.Write("clicks/a.jsonl", "{\"By\":\"u-2042\",\"BY\":\"u-1\"}\n");
        await using JobWorld world = await lake.StartAsync(new ScriptedQueries { Found = ["clicks/a.jsonl"] });

        Assert.Equal("matches-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal("{\"By\":\"u-2042\",\"BY\":\"u-1\"}\n", lake.Read("clicks/a.jsonl"));
    }

    /// <summary>Engines have written names with percent signs, or with one slash of two.</summary>
    [Theory]
    [InlineData("clicks/a%20b.jsonl")]
    [InlineData("clicks//a b.jsonl")]
    public async Task One_that_is_named_otherwise_than_it_is_listed_is_found_all_the_same(string name)
    {
        lake.Write("clicks/a b.jsonl", "{\"by\":\"u-2042\"}\n");
        await using JobWorld world = await lake.StartAsync(new ScriptedQueries { Found = [name] });

        Assert.Equal(1, Assert.IsType<Outcome.Erased>(await world.RunAsync()).Count);
        Assert.Equal("", lake.Read("clicks/a b.jsonl"));
    }
}

using Erasure.Core.Domains;
using Erasure.Core.Tests.Deletion.Jobs;

namespace Erasure.Core.Tests.Deletion.Queries;

/// <summary>What a query finds and no listing has shown.</summary>
public sealed class LateQueryTests : IDisposable
{
    private readonly QueriedLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task An_object_that_comes_between_the_listing_and_the_query_is_searched_where_the_query_ruled_out_all_others()
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(new ScriptedQueries
        {
            Before = () => lake.Write("clicks/late.jsonl", UnseenLake.Mine),
            Found = ["clicks/late.jsonl"],
        });

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", lake.Read("clicks/late.jsonl"));
    }
}

using Erasure.Core.Domains;
using Erasure.Core.Tests.Deletion.Jobs;

namespace Erasure.Core.Tests.Deletion.Queries;

/// <summary>Where a key answers for a column, a query hears the catalog and not the rows.</summary>
public sealed class AnsweredByCatalogTests : IDisposable
{
    private readonly QueriedLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task Rows_that_a_query_can_not_see_behind_their_partition_are_found()
    {
        lake.Write("clicks/by=u-1/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/by=u-1/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(new ScriptedQueries());

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", lake.Read("clicks/by=u-1/a.jsonl"));
    }
}

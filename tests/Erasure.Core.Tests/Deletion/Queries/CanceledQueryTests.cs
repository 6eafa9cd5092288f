using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Tests.Deletion.Jobs;

namespace Erasure.Core.Tests.Deletion.Queries;

/// <summary>A job that waits for a query ends at once where it is canceled, in this process or another.</summary>
public sealed class CanceledQueryTests : IDisposable
{
    private readonly QueriedLake lake = new();
    private readonly ScriptedQueries queries = new() { State = QueryState.Running };

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(90, false)]
    [InlineData(90, true)]
    public async Task A_job_that_waits_for_a_query_is_canceled_at_once(int minutes, bool isAnotherProcess)
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        JobWorld world = await lake.StartAsync(queries);
        try
        {
            await world.SubmitAsync();
            await world.Host.RunForAsync(TimeSpan.FromMinutes(minutes));
            string job = await world.JobIdAsync();
            Assert.NotEmpty(queries.Started);
            if (isAnotherProcess)
            {
                await world.DisposeAsync();
                world = await lake.StartAsync(queries);
                await world.Host.Engine.WhenIdleAsync();
            }

            Assert.Equal(DeletionJobState.Running, (await world.Jobs.GetAsync(job, default))!.State);
            Assert.True(await world.Jobs.CancelAsync(job, default));
            await world.Host.Engine.WhenIdleAsync();

            Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
            Assert.Equal(queries.Started, queries.Stopped);
            Assert.Equal(UnseenLake.Mine, lake.Read("clicks/a.jsonl"));
        }
        finally
        {
            await world.DisposeAsync();
        }
    }
}

using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>
/// What a job that was ended by force has erased counts for everybody whom it carried, also where the next job takes them before anybody asks; and its objects are read once for all of them.
/// </summary>
public sealed class DeadJobTests
{
    private const string Objects = "object/";

    [Fact]
    public async Task What_it_erased_is_told_to_all_and_summed_up_once() => Assert.Equal(await CountAsync(people: 1), await CountAsync(people: 12));

    /// <summary>How often objects are read together once the job has died.</summary>
    private static async Task<int> CountAsync(int people)
    {
        using TempFolder folder = new();
        string mine = string.Concat(Enumerable.Range(1, people).Select(person => $"{{\"by\":\"u-{person}\"}}\n"));
        JobWorld.Write(folder.Path, "clicks/a.jsonl", mine + "{}\n");
        JobWorld.Write(folder.Path, "clicks/z.jsonl", mine + "{}\n");
        JobWorld? running = null;
        RecordStoreSpy? spy = null;
        Dictionary<string, int> openings = [];
        int verifying = 0;

        // Each is opened to search it, to erase and to verify. When the second one is opened for that, the first one is verified.
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.FromMinutes(10), BatchSize = 1, ConcurrentBatches = 1, ConcurrentObjects = 1 }, UnseenLake.Clicks),
            store => new ObjectStoreSpy(store)
            {
                BeforeOpen = async key =>
                {
                    openings[key] = openings.GetValueOrDefault(key) + 1;
                    if (openings[key] == 3 && ++verifying == 2)
                    {
                        await running!.Host.Client.TryTerminateAsync(Assert.Single(await running.JobsAsync()).Id, "by force", default);
                    }
                },
            },
            records => spy = new RecordStoreSpy(records));
        running = world;
        foreach (int person in Enumerable.Range(1, people))
        {
            await world.SubmitPersonAsync(person);
        }

        await world.Host.RunForAsync(TimeSpan.FromMinutes(11));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(DeletionJobState.Running, Assert.Single(await world.JobsAsync()).State);
        spy!.Queried.Clear();

        // The next one carries them before anybody asks.
        await world.Jobs.StartAsync(null, isDryRun: false, default);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal([DeletionJobState.Completed, DeletionJobState.Failed], (await world.JobsAsync()).Select(job => job.State));
        foreach (int person in Enumerable.Range(1, people))
        {
            Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(person));
        }

        return spy.Queried.Count(prefix => prefix == Objects);
    }
}

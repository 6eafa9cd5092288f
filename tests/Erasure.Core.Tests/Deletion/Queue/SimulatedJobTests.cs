using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>A job over many simulated objects and matches: what `dotnet run --project tests/Erasure.Benchmarks -- jobs` does with 300,000 and 1,000,000.</summary>
public sealed class SimulatedJobTests : IDisposable
{
    private const int Objects = 2_500;
    private const int Matches = 5_000;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Histories_stay_bounded_however_many_objects_and_matches_there_are()
    {
        SimulatedLake lake = new(Objects, number => number % 50 == 0);
        JobConfiguration limits = new() { BatchSize = 10, ConcurrentBatches = 8, ConcurrentObjects = 8, ConcurrentOverall = 64 };
        DataMapper mapper = JobWorld.Mapper("sim", DataFormat.Json, columns: ["by"]) with { Prefix = SimulatedLake.Prefix };
        JobWorld? running = null;
        long longest = 0;
        int opened = 0;
        Lock gate = new();
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, limits, mapper), _ => new ObjectStoreSpy(lake)
        {
            BeforeOpen = _ =>
            {
                // Now and then, since looking takes a while.
                if (Interlocked.Increment(ref opened) % 25 == 0)
                {
                    lock (gate)
                    {
                        longest = Math.Max(longest, running!.LongestHistory());
                    }
                }

                return Task.CompletedTask;
            },
        });
        running = world;
        QueueIntake queue = await world.Queue.OpenAsync(default);
        await Parallel.ForEachAsync(Enumerable.Range(0, Matches), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) =>
            await queue.AddAsync(QueueWorld.Simple(SimulatedLake.PersonOf(i)), token));

        DeletionJob job = await world.RunJobAsync();

        longest = Math.Max(longest, world.LongestHistory());
        Assert.Equal((DeletionJobState.Completed, Matches, 0), (job.State, job.Matches, job.MatchesKept));
        Assert.Equal((Objects, Objects / 50, Objects / 50), (job.Totals!.Objects, job.Totals.ObjectsErased, job.Totals.RowsErased));
        Assert.Equal(Objects / 50, lake.Replaced);
        Assert.Empty(await world.QueuedAsync());
        Assert.InRange(longest, 100, 300);
    }
}

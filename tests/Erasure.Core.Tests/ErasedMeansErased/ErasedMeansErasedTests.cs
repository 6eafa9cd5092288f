using System.Globalization;
using Erasure.Tests.Shared;
using Xunit.Abstractions;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>The promise of the whole: whoever is called erased has no row left, and whoever's rows are left is owed and was told nothing of the kind.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 takes 500 erasures, ERASURE_SEEDS=from-to those of some seeds, twenty each.</remarks>
public sealed class ErasedMeansErasedTests(ITestOutputHelper output)
{
    private const int Turns = 6, LongRun = 25;

    private static int ErasuresOfSeed => EngineHost.IsSlow ? 5 : 20;

    private static int ShortRun => EngineHost.IsSlow ? 1 : 3;

    [Fact]
    public async Task Whoever_is_called_erased_is_and_whoever_is_not_is_owed()
    {
        int[] seeds = Seeds();
        int early = 0;
        await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (seed, _) => Interlocked.Add(ref early, await RunAsync(seed)));

        // A few worlds may all be such in which nobody's erasure can end, for instance since a folder is away.
        Assert.True(seeds.Length < LongRun || early > 0, "No erasure came to an end while things went wrong.");
    }

    /// <returns>How many erasures ended before everything worked again.</returns>
    private async Task<int> RunAsync(int seed)
    {
        await using FaultyWorld world = await FaultyWorld.StartAsync(seed, ErasuresOfSeed);
        for (int turn = 0; turn < Turns; turn++)
        {
            await world.TurnAsync([.. Enumerable.Range(0, ErasuresOfSeed).Where(number => number % Turns == turn).Select(world.PersonOf)]);
            await AssertAsync(world, seed, $"turn {turn}");
        }

        int open = await world.OpenAsync();
        await world.SettleAsync();
        await AssertAsync(world, seed, "the end");
        Assert.True(await world.OpenAsync() == 0, $"Seed {seed}: everything works, and {await world.OpenAsync()} erasures stay open.");
        output.WriteLine($"seed {seed}: {open} open after {Turns} turns; {world.Tally}");
        return ErasuresOfSeed - open;
    }

    private static async Task AssertAsync(FaultyWorld world, int seed, string when)
    {
        IReadOnlyList<string> faults = await world.FaultsAsync();
        Assert.True(faults.Count == 0, $"Seed {seed}, {when} (ERASURE_SEEDS={seed}-{seed}):\n{string.Join('\n', faults)}\n{world.Tally}");
    }

    private static int[] Seeds()
    {
        if (Environment.GetEnvironmentVariable("ERASURE_SEEDS") is { Length: > 0 } range)
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            return [.. Enumerable.Range(ends[0], ends[1] - ends[0] + 1)];
        }

        return [.. Enumerable.Range(0, LongTests.Asked ? LongRun : ShortRun)];
    }
}

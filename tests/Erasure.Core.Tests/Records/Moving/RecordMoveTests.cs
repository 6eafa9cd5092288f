using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Records.Moving;

/// <summary>A move of all records from one store to another.</summary>
public sealed class RecordMoveTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 10)]
    [InlineData(false, 10)]
    public async Task Killed_at_any_write_it_goes_on_and_nothing_is_lost_or_doubled(bool before, int notice)
    {
        for (int last = 1; ; last++)
        {
            MoveWorld world = new() { Notice = TimeSpan.FromSeconds(notice) };
            await world.FillAsync(20);
            string[] expected = [.. MoveWorld.Content(world.Here)];

            bool isKilled = await IsKilledAsync(() => world.Move(life: new KilledRecords.Life(last, before)).RunAsync(default));
            Assert.Equal(expected, MoveWorld.Content(world.Here));
            bool isOpenHere = await MoveWorld.RefusalAsync(world.Here) is null;
            bool isOpenThere = world.There.All.Count > 0 && await MoveWorld.RefusalAsync(world.There) is null;
            Assert.False(isOpenHere && isOpenThere, $"Both are open after write {last}.");

            MoveResult result = await world.Move().RunAsync(default);

            Assert.Equal(expected, MoveWorld.Content(world.There));
            Assert.Contains("moved to there", await MoveWorld.RefusalAsync(world.Here), StringComparison.Ordinal);
            Assert.Null(await MoveWorld.RefusalAsync(world.There));
            Assert.Equal((await new MoveMarks(world.Here).GetAsync(default))!.Id, result.Id);
            if (!isKilled)
            {
                Assert.InRange(last, 20, 40);
                return;
            }
        }
    }

    [Fact]
    public async Task A_source_that_is_destroyed_can_be_moved_back_to_and_no_version_comes_twice()
    {
        MoveWorld world = new();
        await world.FillAsync(10);
        List<(RecordKey, long)> versions = [.. Versions(world.Here)];
        await world.Move().RunAsync(default);
        MoveException full = await Assert.ThrowsAsync<MoveException>(() => world.Move(back: true).RunAsync(default));
        Assert.Equal("not-empty", full.Code);
        Assert.Equal(10, await world.Move().DestroySourceAsync(default));
        Assert.Single(world.Here.All);
        versions.AddRange(Versions(world.There));
        await MoveWorld.WriteAsync(world.There, "0003", "changed there");
        string[] expected = [.. MoveWorld.Content(world.There)];

        await world.Move(back: true).RunAsync(default);

        Assert.Equal(expected, MoveWorld.Content(world.Here));
        Assert.Null(await MoveWorld.RefusalAsync(world.Here));
        Assert.Contains("moved to here", await MoveWorld.RefusalAsync(world.There), StringComparison.Ordinal);
        versions.AddRange(Versions(world.Here));
        Assert.Equal(30, versions.Distinct().Count());
    }

    [Fact]
    public async Task Moving_again_what_is_moved_changes_nothing()
    {
        MoveWorld world = new();
        await world.FillAsync(5);
        MoveResult first = await world.Move().RunAsync(default);
        await MoveWorld.WriteAsync(world.There, "0001", "worked on");

        MoveResult again = await world.Move().RunAsync(default);

        Assert.Equal((first.Id, null), (again.Id, again.Records));
        Assert.Contains(MoveWorld.Content(world.There), line => line.Contains("worked on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_changed_since_it_was_interrupted_is_noticed(bool lasting)
    {
        MoveWorld world = new();
        await world.FillAsync(20);
        await IsKilledAsync(() => world.Move(life: new KilledRecords.Life(22, before: true)).RunAsync(default));
        await MoveWorld.WriteAsync(world.Here, lasting ? "0001" : "0005", "changed", lasting ? null : world.Time.GetUtcNow().AddDays(9));

        MoveException refused = await Assert.ThrowsAsync<MoveException>(() => world.Move().RunAsync(default));

        Assert.Equal(lasting ? "source-changed" : "differs", refused.Code);
        Assert.Null(await MoveWorld.RefusalAsync(world.Here));
        Assert.NotNull(await MoveWorld.RefusalAsync(world.There));
    }

    [Theory]
    [InlineData("0007", "another value")]
    [InlineData("9999", "nobody moved it")]
    public async Task A_record_that_the_target_has_otherwise_stops_it(string sort, string value)
    {
        MoveWorld world = new();
        await world.FillAsync(10);
        await IsKilledAsync(() => world.Move(life: new KilledRecords.Life(11, before: false)).RunAsync(default));
        await MoveWorld.WriteAsync(world.There, sort, value);

        MoveException refused = await Assert.ThrowsAsync<MoveException>(() => world.Move().RunAsync(default));

        Assert.Equal("differs", refused.Code);
        Assert.Contains(sort, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refused.Message, StringComparison.Ordinal);
        Assert.Null(await MoveWorld.RefusalAsync(world.Here));
    }

    [Fact]
    public async Task A_host_that_writes_before_it_notices_has_its_records_back()
    {
        MoveWorld world = new() { Notice = TimeSpan.FromSeconds(10) };
        await world.FillAsync(10);
        world.Tell = progress =>
        {
            if (progress.Step == MoveStep.Wait)
            {
                MoveWorld.WriteAsync(world.Here, "late", "written by a host").GetAwaiter().GetResult();
            }
        };

        await Assert.ThrowsAsync<MoveException>(() => world.Move().RunAsync(default));

        Assert.Null(await MoveWorld.RefusalAsync(world.Here));
        Assert.NotNull(await MoveWorld.RefusalAsync(world.There));
    }

    [Fact]
    public async Task A_store_that_knows_anything_is_no_target()
    {
        MoveWorld world = new();
        await world.FillAsync(3);
        await MoveWorld.WriteAsync(world.There, "own", "value");

        Assert.Equal("not-empty", (await Assert.ThrowsAsync<MoveException>(() => world.Move().RunAsync(default))).Code);

        Assert.Single(world.There.All);
        Assert.Equal(3, world.Here.All.Count);
    }

    [Fact]
    public async Task What_the_target_can_not_hold_is_told_before_anything_is_written()
    {
        MoveWorld world = new();
        await MoveWorld.WriteAsync(world.Here, "long", new string('x', 101));

        Assert.Equal("too-long", (await Assert.ThrowsAsync<MoveException>(() => world.Move().RunAsync(default))).Code);

        Assert.Empty(world.There.All);
    }

    [Fact]
    public async Task What_expired_is_not_moved_and_may_go_meanwhile()
    {
        MoveWorld world = new() { Notice = TimeSpan.FromDays(20) };
        await world.FillAsync(10);
        await MoveWorld.WriteAsync(world.Here, "past", "value", world.Time.GetUtcNow().AddSeconds(-1));
        world.Tell = progress =>
        {
            // While it waits, forty days, the target's own time to live takes what has expired.
            if (progress.Step == MoveStep.Wait)
            {
                RecordKey key = new("p", "0000");
                Assert.True(world.There.TryDeleteAsync(key, world.There.GetAsync(key, default).Result!.Version, default).Result);
            }
        };

        await world.Move().RunAsync(default);

        Assert.Null(await world.There.GetAsync(new RecordKey("p", "past"), default));
        Assert.Null(await MoveWorld.RefusalAsync(world.There));
    }

    [Fact]
    public async Task Nothing_is_destroyed_before_it_is_moved()
    {
        MoveWorld world = new();
        await world.FillAsync(10);
        Assert.Equal("not-moved", (await Assert.ThrowsAsync<MoveException>(() => world.Move().DestroySourceAsync(default))).Code);

        // Killed between the last two writes: the source is left, and the target isn't opened.
        await IsKilledAsync(() => world.Move(life: new KilledRecords.Life(13, before: true)).RunAsync(default));
        Assert.NotNull(await MoveWorld.RefusalAsync(world.Here));
        Assert.NotNull(await MoveWorld.RefusalAsync(world.There));
        Assert.Equal("not-moved", (await Assert.ThrowsAsync<MoveException>(() => world.Move().DestroySourceAsync(default))).Code);
        Assert.Equal(11, world.Here.All.Count);
    }

    private static IEnumerable<(RecordKey, long)> Versions(MemoryRecords records) =>
        records.All.Where(record => record.Key != MoveMarks.Key).Select(record => (record.Key, record.Version));

    private static async Task<bool> IsKilledAsync(Func<Task> run)
    {
        try
        {
            await run();
            return false;
        }
        catch (KilledRecords.KilledException)
        {
            return true;
        }
    }
}

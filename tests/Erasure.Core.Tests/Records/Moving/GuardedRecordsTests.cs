using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Records.Moving;

/// <summary>Records that a host without a lock works on while they are moved.</summary>
public sealed class GuardedRecordsTests
{
    private static readonly RecordKey Key = new("p", "0001");

    [Fact]
    public async Task A_running_host_does_nothing_any_more_once_it_had_time_to_notice()
    {
        MoveWorld world = new();
        await world.FillAsync(5);
        ManualTimeProvider time = new();
        GuardedRecords host = new(world.Here, time);
        Assert.NotNull(await host.GetAsync(Key, default));

        await world.Move().RunAsync(default);
        time.Advance(GuardedRecords.Notice);

        RecordsUnavailableException refused = await Assert.ThrowsAsync<RecordsUnavailableException>(() => host.GetAsync(Key, default));
        Assert.Contains("moved to there", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RecordsUnavailableException>(() => host.TryPutAsync(Key, default, 1, null, default));
        await Assert.ThrowsAsync<RecordsUnavailableException>(() => host.TryDeleteAsync(Key, 1, default));
        await Assert.ThrowsAsync<RecordsUnavailableException>(async () => await host.QueryAsync("p", "").ToListAsync());
        Assert.Equal(MoveStage.Left, (await new MoveMarks(host).GetAsync(default))!.Stage);
    }

    [Fact]
    public async Task A_host_that_was_started_too_early_goes_on_once_all_is_there()
    {
        MoveWorld world = new();
        await world.FillAsync(5);
        ManualTimeProvider time = new();
        GuardedRecords host = new(world.There, time);
        KilledRecords.Life life = new(4, before: true);
        await Assert.ThrowsAsync<KilledRecords.KilledException>(() => world.Move(life: life).RunAsync(default));
        await Assert.ThrowsAsync<RecordsUnavailableException>(() => host.GetAsync(Key, default));

        await world.Move().RunAsync(default);
        time.Advance(GuardedRecords.Notice);

        Assert.NotNull(await host.GetAsync(Key, default));
    }
}

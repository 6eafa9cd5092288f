using Erasure.Core.Erasures;
using Erasure.Core.Limits;
using Erasure.Core.Tests.Erasures;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Limits;

/// <summary>A call whose process loses its share of the domain's limits.</summary>
public sealed class ShareLossTests
{
    [Fact]
    public async Task It_is_ended_and_made_again_once_there_is_a_share()
    {
        MemoryRecords shares = new();
        await using ErasureHost host = await ErasureHost.StartAsync(
            ErasureHost.Configure("orders"),
            services => services.AddSingleton(provider => new ShareLeases(shares, provider.GetRequiredService<TimeProvider>())));
        host.Domains["orders"].Before = token => host.Domains["orders"].Submissions == 1 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token) : Task.CompletedTask;
        ErasureRecord erasure = await host.ReceiveAsync(ErasureHost.Request("u-1"));
        await UntilAsync(host, () => Task.FromResult(host.Domains["orders"].Submissions == 1));

        DateTimeOffset down = host.Time.GetUtcNow();
        shares.Down = true;
        await UntilAsync(host, () => Task.FromResult(host.Domains["orders"].Ended == 1));
        Assert.InRange(host.Time.GetUtcNow() - down, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(30));
        await UntilAsync(host, () => Task.FromResult(host.Time.GetUtcNow() > down.AddMinutes(1)));
        Assert.Equal(1, host.Domains["orders"].Submissions);

        shares.Down = false;
        await UntilAsync(host, async () => (await host.ViewAsync(erasure.Id)).Erasure.State == ErasureState.Completed);

        Assert.Equal([1, 1], host.Domains["orders"].Asked.Select(ask => ask.Erasure.Attempt));
        Assert.Single(await host.LedgerAsync(erasure.Id), happening => happening == "orders/domain-erased");
    }

    /// <summary>Moves the clock until it is so.</summary>
    private static async Task UntilAsync(ErasureHost host, Func<Task<bool>> isSo)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        while (!await isSo())
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience.Token);
        }
    }
}

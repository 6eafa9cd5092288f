using Erasure.Core.Deletion.Failures;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Tests.Erasures;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Failures;

/// <summary>What a human stated to be dealt with doesn't answer who asks later, whatever the clock says by then.</summary>
public sealed class AcceptanceTimesTests
{
    [Fact]
    public async Task Who_asks_by_a_clock_that_was_set_back_asks_behind_what_was_stated()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        DateTimeOffset stated = host.Time.GetUtcNow().AddHours(3);
        AcceptanceTimes times = host.Engine.Services.GetRequiredService<AcceptanceTimes>();
        await times.NoteAsync(stated, default);
        await times.NoteAsync(stated.AddDays(-1), default);

        ErasureRecord asked = await host.ReceiveAsync(ErasureHost.Request("user-1"));

        Assert.True(ErasureId.TimeOf(asked.Id) > stated);
        Assert.Equal(host.Time.GetUtcNow(), asked.ReceivedAt);
        host.Time.AdvanceTo(stated.AddHours(1));
        Assert.Equal(host.Time.GetUtcNow(), await times.NextAsync(default));
    }
}

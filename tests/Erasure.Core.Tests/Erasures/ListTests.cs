using System.Globalization;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Erasures;

public sealed class ListTests
{
    [Fact]
    public async Task Erasures_come_newest_first_in_pages_over_all_months()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        List<string> filed = [];
        for (int i = 0; i < 25; i++)
        {
            filed.Add(await host.RunAsync($"user-{i}"));
            host.Time.Advance(TimeSpan.FromDays(5));
        }

        List<string> listed = [];
        string? continuation = null;
        do
        {
            ErasurePage page = await host.Erasures.ListAsync(new ErasureFilter(), 4, continuation, default);
            Assert.InRange(page.Erasures.Count, 1, 4);
            listed.AddRange(page.Erasures.Select(erasure => erasure.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        filed.Reverse();
        Assert.Equal(filed, listed);
    }

    [Fact]
    public async Task Erasures_are_filtered_by_state_time_and_reference()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        string done = await host.RunAsync("user-1");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        ErasureRecord stuck = await host.ReceiveAsync(ErasureHost.Request("user-2") with { Reference = "ticket-2", ReceivedAt = host.Start.AddDays(-40) });
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal([stuck.Id], await IdsAsync(host, new ErasureFilter { States = [ErasureState.ActionRequired, ErasureState.Running] }));
        Assert.Equal([done], await IdsAsync(host, new ErasureFilter { States = [ErasureState.Completed] }));
        Assert.Equal([stuck.Id], await IdsAsync(host, new ErasureFilter { Overdue = true }));
        Assert.Equal([done], await IdsAsync(host, new ErasureFilter { Overdue = false }));
        Assert.Equal([stuck.Id], await IdsAsync(host, new ErasureFilter { Reference = "ticket-2" }));
        Assert.Equal([stuck.Id], await IdsAsync(host, new ErasureFilter { ReceivedTo = host.Start }));
        Assert.Equal([done], await IdsAsync(host, new ErasureFilter { ReceivedFrom = host.Start }));
        Assert.Contains("overdue", host.Mail.SubjectsTo("officer@example.org").First(subject => subject.Contains("overdue", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_tells_when_it_was_made()
    {
        ManualTimeProvider time = new(DateTimeOffset.Parse("2026-11-30T23:59:59.999Z", CultureInfo.InvariantCulture));
        string id = ErasureId.New(time);
        Assert.True(ErasureId.IsValid(id));
        Assert.Equal(time.GetUtcNow(), ErasureId.TimeOf(id));
        Assert.Equal("2026-11", ErasureId.MonthOf(id));
        Assert.Equal("9999-12", ErasureId.MonthOf(new string('f', 32)));
        Assert.All([null, "", "abc", new string('A', 32), new string('g', 32), new string('a', 33)], wrong => Assert.False(ErasureId.IsValid(wrong)));
    }

    private static async Task<string[]> IdsAsync(ErasureHost host, ErasureFilter filter) =>
        [.. (await host.Erasures.ListAsync(filter, 10, continuation: null, default)).Erasures.Select(erasure => erasure.Id)];
}

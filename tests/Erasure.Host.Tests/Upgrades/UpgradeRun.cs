using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Tests.Shared.Upgrades;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>What becomes of a saved state: humans decide what is left to them, time passes, and the domains do as they are asked.</summary>
internal static class UpgradeRun
{
    private const int Most = 20;
    private static readonly TimeSpan Step = TimeSpan.FromDays(3);

    /// <summary>Serves the state's folder until every erasure has ended, or would never.</summary>
    public static async Task EndAsync(UpgradeHost host, SavedState state)
    {
        await host.LookAfterAsync();
        await host.CommandAsync($"/api/erasures/{state.Ids["overdue"]}/domains/archive/resolve");
        await host.CommandAsync($"/api/erasures/{state.Ids["refused"]}/domains/orders/retry");
        await host.CommandAsync($"/api/erasures/{state.Ids["terminated"]}/domains/orders/retry");
        if (!(await host.ViewAsync("suspended")).Erasure.State.IsOver())
        {
            await host.SteerAsync(state.Ids["suspended"], "resume?reason=looked");
        }

        for (int steps = 0; steps < Most && await IsOpenAsync(host, state); steps++)
        {
            await host.RunForAsync(Step);
        }
    }

    /// <summary>Every story has its end, as the records, the domains, the lake and the mails say.</summary>
    /// <param name="host">The host.</param>
    /// <param name="domains">The domains.</param>
    /// <param name="state">The state as it was saved.</param>
    /// <param name="folder">Where it was unpacked.</param>
    /// <param name="others">Stories that end otherwise.</param>
    public static async Task AssertEndedAsync(UpgradeHost host, StubDomains domains, SavedState state, string folder, params (string Story, ErasureState End)[] others)
    {
        Dictionary<string, ErasureState> expected = new(Stories.Ends, StringComparer.Ordinal);
        foreach ((string story, ErasureState end) in others)
        {
            expected[story] = end;
        }

        Dictionary<string, ErasureState> ends = new(StringComparer.Ordinal);
        foreach (string story in state.Ids.Keys)
        {
            ErasureView view = await host.ViewAsync(story);
            ends[story] = view.Erasure.State;
            Assert.True(view.Erasure.IdentifiersDestroyedAt is not null, $"{story} is still owed something: {string.Join(", ", view.Timeline.Select(entry => $"{entry.Domain}/{entry.Event}"))}");
        }

        Assert.Equal(expected.OrderBy(end => end.Key, StringComparer.Ordinal), ends.OrderBy(end => end.Key, StringComparer.Ordinal));
        Assert.Equal(
            Stories.AskedAgain.Select(ask => $"{ask.Domain} {state.Ids[ask.Story]}-{ask.Attempt}").Order(StringComparer.Ordinal),
            domains.Submissions.Select(call => $"{call.Domain} {call.Key}").Order(StringComparer.Ordinal));
        foreach (string story in new[] { "lake", "queued" })
        {
            // What was counted for nobody alone isn't told as anybody's.
            Outcome.Erased erased = Assert.IsType<Outcome.Erased>((await host.ViewAsync(story)).Domains.Single(domain => domain.Domain == "lake").Outcome);
            Assert.True(erased.Count is null || erased.Count == UpgradeLake.RowsOf(story), $"{story}: {erased}");
        }

        Assert.Empty(UpgradeLake.WrongIn(Path.Combine(folder, "lake")));
        Assert.All(state.Delivered.Concat(host.Delivered).CountBy(mail => mail), mail => Assert.Equal(1, mail.Value));
        Assert.All((await host.GetAsync("/api/deletion-jobs"))["jobs"]!.AsArray(), job => Assert.NotNull(job!["endedAt"]));
    }

    private static async Task<bool> IsOpenAsync(UpgradeHost host, SavedState state)
    {
        foreach (string id in state.Ids.Values)
        {
            if (await host.Erasures.GetAsync(id, CancellationToken.None) is { Erasure.IdentifiersDestroyedAt: null })
            {
                return true;
            }
        }

        return false;
    }
}

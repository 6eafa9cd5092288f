using Erasure.Core.Erasures;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>A host that finds the database of an earlier version of itself, with erasures in every situation, a job under way, and events that nobody has read.</summary>
public sealed class UpgradeTests
{
    /// <summary>The saved states; and what is made now, the next format's, where it is to be saved or there is time.</summary>
    public static TheoryData<string> States =>
    [
        .. SavedState.Files.Select(file => Path.GetRelativePath(Repository.Root, file)),
        .. LongTests.Asked || StateArchive.Target is not null ? ["forgetting", "verifying"] : Array.Empty<string>(),
    ];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Each_erasure_goes_on_and_no_domain_is_asked_twice(string name)
    {
        using TempFolder folder = new();
        SavedState state = await OpenAsync(name, folder);
        Assert.InRange(UpgradeLake.CountOf(folder["lake"], "lake"), name.Contains("verifying", StringComparison.Ordinal) ? 0 : 1, 6);
        Assert.InRange(UpgradeLake.CountOf(folder["lake"], "queued"), 1, 3);
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = _ => StubAnswer.Erased;
        await using (UpgradeHost host = await UpgradeHost.StartAsync(folder.Path, state.At + TimeSpan.FromHours(1), domains))
        {
            await AssertKnownAsync(host, state);
            await UpgradeRun.EndAsync(host, state);
            await UpgradeRun.AssertEndedAsync(host, domains, state, folder.Path);
        }

        Assert.Empty(new CanarySearch().Plant(Stories.UserOf("lake")).Plant(Stories.MailOf("suspended")).FindInFolder(folder["data"]));
    }

    private static async Task<SavedState> OpenAsync(string name, TempFolder folder)
    {
        if (name.EndsWith(".tar.gz", StringComparison.Ordinal))
        {
            await StateArchive.UnpackAsync(Repository.PathOf(name), folder.Path);
            return await StateArchive.ReadAsync<SavedState>(folder.Path);
        }

        using TempFolder work = new();
        await StateMaker.MakeAsync(work.Path, folder.Path, isVerifying: name == "verifying");
        if (StateArchive.Target is { } states)
        {
            await StateArchive.PackAsync(folder.Path, Path.Combine(states, $"{name}.tar.gz"));
        }

        return await StateArchive.ReadAsync<SavedState>(folder.Path);
    }

    private static async Task AssertKnownAsync(UpgradeHost host, SavedState state)
    {
        Dictionary<string, ErasureState> found = new(StringComparer.Ordinal);
        foreach (string story in state.Ids.Keys)
        {
            found[story] = (await host.ViewAsync(story)).Erasure.State;
        }

        Assert.Equal(state.States.Keys.Order(StringComparer.Ordinal), Stories.Ends.Keys.Order(StringComparer.Ordinal));
        Assert.All(state.States.Where(was => was.Value.IsOver()), was => Assert.Equal(was.Value, found[was.Key]));
        Assert.NotNull((await host.GetAsync("/api/failures"))["failures"]![0]!["accepted"]);
        Assert.NotNull((await host.GetAsync("/api/data-mappers/contacts"))["id"]);
    }
}

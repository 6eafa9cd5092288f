using Erasure.Core.Decisions;
using Erasure.Core.Erasures;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;
using ErasureFunctions.Tests.Hubs;

namespace ErasureFunctions.Tests.Upgrades;

/// <summary>An app that finds the task hub of an earlier version of itself in Azure's storage.</summary>
public sealed class HubUpgradeTests
{
    /// <summary>The saved hubs; and one that is made now, the next format's, where a new one is to be saved or there is time.</summary>
    public static TheoryData<string> Hubs =>
        [.. SavedHub.Files.Select(file => Path.GetRelativePath(Repository.Root, file)), .. LongTests.Asked || StateArchive.Target is not null ? ["hub"] : Array.Empty<string>()];

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Each_erasure_goes_on_and_no_domain_is_asked_twice(string name)
    {
        using TempFolder folder = new();
        SavedHub saved = await OpenAsync(name, folder.Path);
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = domain => domain == "slow" ? StubAnswer.Pending : StubAnswer.Erased;
        using AzureStorage storage = await AzureStorage.StartAsync(folder["azurite"]);
        await using HubWorld world = await HubWorld.StartAsync(folder.Path, await storage.OpenAsync(HubWorld.Hub), domains);

        await world.LookAfterAsync();
        Assert.Equal(CommandResult.Accepted, await world.Erasures.RetryAsync(saved.Ids["refused"], "orders", new HumanDecision("Kim Doe", "mended"), default));
        foreach (string id in saved.Ids.Values)
        {
            await world.UntilEndedAsync(id);
        }

        foreach ((string story, string id) in saved.Ids)
        {
            Assert.Equal((story, story == "canceling" ? ErasureState.Canceled : ErasureState.Completed), (story, (await world.Erasures.GetAsync(id, default))!.Erasure.State));
        }

        Assert.Equal(
            HubStories.AskedAgain.Select(ask => $"{ask.Domain} {saved.Ids[ask.Story]}-{ask.Attempt}").Order(StringComparer.Ordinal),
            domains.Submissions.Select(call => $"{call.Domain} {call.Key}").Distinct().Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(0, HubWorld.Objects), number => Assert.Equal("id,user_id\n2,u-other\n", JobWorld.Read(folder.Path, $"clicks/{number}.csv")));
        Assert.Empty(world.Mail.Mails.Select(mail => mail.MessageId).Intersect(saved.Delivered));
        CanarySearch search = new();
        foreach (string story in HubStories.Domains.Keys)
        {
            search.Plant(HubWorld.UserOf(story)).Plant(HubWorld.MailOf(story));
        }

        Assert.All(await world.HistoriesAsync(), history => Assert.Empty(search.FindIn(history.Key, history.Value)));
    }

    private static async Task<SavedHub> OpenAsync(string name, string folder)
    {
        if (name.EndsWith(".tar.gz", StringComparison.Ordinal))
        {
            await StateArchive.UnpackAsync(Repository.PathOf(name), folder);
        }
        else
        {
            await HubMaker.MakeAsync(folder);
            AzuriteFolder.ForgetPlace(Path.Combine(folder, "azurite"));
            if (StateArchive.Target is { } states)
            {
                await StateArchive.PackAsync(folder, Path.Combine(states, $"{name}.tar.gz"));
            }
        }

        SavedHub saved = await StateArchive.ReadAsync<SavedHub>(folder);
        AzuriteFolder.Shift(Path.Combine(folder, "azurite"), saved.At, TimeProvider.System.GetUtcNow());
        return saved;
    }
}

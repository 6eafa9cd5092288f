using Erasure.Core.Erasures;
using Erasure.Host.CommandLine;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;
using Microsoft.Data.Sqlite;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>A host that finds a database in which workflows can't be read, aren't there, or are a later version's.</summary>
public sealed class UnreadableTests : IAsyncLifetime
{
    private const string Whole = "('EraseSubject', 'RunDeletionJob')";

    private readonly TempFolder folder = new();
    private SavedState? state;

    private SavedState State => state!;

    private string Database => folder["data/erasure.db"];

    public async Task InitializeAsync()
    {
        await StateArchive.UnpackAsync(SavedState.Files.Last(file => Path.GetFileName(file).StartsWith("forgetting", StringComparison.Ordinal)), folder.Path);
        state = await StateArchive.ReadAsync<SavedState>(folder.Path);
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("")]
    [InlineData($" WHERE name IN {Whole}")]
    [InlineData($" WHERE name NOT IN {Whole}")]
    public async Task What_cant_be_read_begins_again_from_the_records(string which)
    {
        string instances = $"SELECT key FROM instances{which}";
        Change($"UPDATE history SET events = '{{\"type\":\"of another version\"}}' WHERE id >> 24 IN ({instances}); UPDATE inbox SET event = x'0102' WHERE type <> 18 AND instance IN ({instances})");
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = _ => StubAnswer.Erased;
        await using UpgradeHost host = await UpgradeHost.StartAsync(folder.Path, State.At + TimeSpan.FromHours(1), domains);

        await UpgradeRun.EndAsync(host, State);

        await UpgradeRun.AssertEndedAsync(host, domains, State, folder.Path);
    }

    [Fact]
    public async Task Workflows_that_arent_there_wait_for_a_human_and_then_begin_again_from_the_records()
    {
        Change("DELETE FROM instances; DELETE FROM history; DELETE FROM inbox; DELETE FROM timers; DELETE FROM activities");
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = _ => StubAnswer.Erased;
        await using (UpgradeHost careful = await UpgradeHost.StartAsync(folder.Path, State.At + TimeSpan.FromHours(1), domains))
        {
            await careful.LookAfterAsync();

            Assert.Contains(careful.Logs, line => line.Contains("open erasures have no workflow", StringComparison.Ordinal));
            foreach ((string story, ErasureState was) in State.States.Where(story => story.Key != "received"))
            {
                Assert.Equal(was, (await careful.ViewAsync(story)).Erasure.State);
            }
        }

        Assert.Equal(["u-received"], domains.Submissions.Select(call => call.User[..10]));
        await using UpgradeHost host = await UpgradeHost.StartAsync(folder.Path, State.At + TimeSpan.FromHours(3), domains, mostMissing: 100);

        await UpgradeRun.EndAsync(host, State);

        // What nobody had read of what was lost can't be known.
        await UpgradeRun.AssertEndedAsync(host, domains, State, folder.Path, ("canceling", ErasureState.Completed));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused_and_stays_as_it_is()
    {
        Change("PRAGMA user_version = 1000000");
        await using StubDomains domains = await StubDomains.StartAsync();

        RefusalException refused = await Assert.ThrowsAsync<RefusalException>(() => UpgradeHost.StartAsync(folder.Path, State.At, domains));

        Assert.Contains("has version 1000000", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1_000_000L, Read("PRAGMA user_version"));
        Assert.NotEqual(0L, Read("SELECT COUNT(*) FROM instances"));
    }

    private object? Read(string sql)
    {
        using SqliteConnection database = new($"Data Source={Database};Pooling=False");
        database.Open();
        using SqliteCommand command = database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private void Change(string sql) => Read(sql);
}

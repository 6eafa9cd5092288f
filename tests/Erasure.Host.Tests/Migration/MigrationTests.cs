using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Erasures;
using Erasure.Core.Records.Moving;
using Erasure.Embedded.Sqlite;
using Erasure.Host.CommandLine;
using Erasure.Host.CommandLine.Migration;
using Erasure.Host.Tests.Cli;
using Erasure.Host.Tests.Upgrades;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Upgrades;

namespace Erasure.Host.Tests.Migration;

/// <summary>Databases with erasures in every state, a job under way, mappers and failures, moved to DynamoDB and back: each erasure goes on from its records, and no domain is asked twice.</summary>
[Collection(DynaliteTests.Name)]
public sealed class MigrationTests(DynaliteFixture dynalite)
{
    // What nobody had read of what stayed behind can't be known where an earlier version wrote it: as UnreadableTests has it.
    private static readonly (string Story, ErasureState End) Unread = ("canceling", ErasureState.Completed);

    [Fact]
    public async Task Erasures_end_on_the_other_side_and_no_domain_is_asked_as_somebody_new()
    {
        await using MovedFolder moved = await MovedFolder.OpenAsync(dynalite, "forgetting");
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = _ => StubAnswer.Erased;

        Migrated migrated = await moved.MoveAsync(RecordsKind.DynamoDb);

        Assert.True(migrated.Result.Records > 100);
        RefusalException refused = await Assert.ThrowsAsync<RefusalException>(() => UpgradeHost.StartAsync(moved.Path, moved.State.At + TimeSpan.FromHours(1), domains));
        Assert.Contains($"were moved to the DynamoDB table '{moved.Table}'", refused.Message, StringComparison.Ordinal);
        moved.PutDataAway();
        await using UpgradeHost host = await UpgradeHost.StartAsync(
            moved.Path, moved.State.At + TimeSpan.FromHours(1), domains, records: new GuardedRecords(moved.Records, TimeProvider.System));
        await UpgradeRun.EndAsync(host, moved.State);
        await UpgradeRun.AssertEndedAsync(host, domains, moved.State, moved.Path, Unread);
        Assert.DoesNotContain(host.Logs, line => line.Contains("open erasures have no workflow", StringComparison.Ordinal));
        Assert.Equal(MoveStage.Settled, (await new MoveMarks(moved.Records).GetAsync(default))!.Stage);
    }

    [Fact]
    public async Task There_and_back_nothing_is_lost_and_nothing_is_left_in_the_source()
    {
        await using MovedFolder moved = await MovedFolder.OpenAsync(dynalite, "verifying");
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnCheck = _ => StubAnswer.Erased;

        Migrated there = await moved.MoveAsync(RecordsKind.DynamoDb, destroy: true);
        Assert.Equal(there.Result.Records, there.Destroyed);
        Assert.Equal(1L, moved.Read("SELECT COUNT(*) FROM records"));
        Assert.Equal(1L, moved.Read("SELECT COUNT(*) FROM record_keys WHERE key <> zeroblob(32)"));
        Assert.Equal(0L, moved.Read("SELECT (SELECT COUNT(*) FROM instances) + (SELECT COUNT(*) FROM history) + (SELECT COUNT(*) FROM inbox) + (SELECT COUNT(*) FROM timers) + (SELECT COUNT(*) FROM activities)"));
        Migrated back = await moved.MoveAsync(RecordsKind.Sqlite);

        Assert.Equal((there.Result.Records, there.Result.Hash), (back.Result.Records, back.Result.Hash));
        Assert.Contains("were moved to the database", await new MoveMarks(moved.Records).RefusalAsync(default), StringComparison.Ordinal);
        await using UpgradeHost host = await UpgradeHost.StartAsync(moved.Path, moved.State.At + TimeSpan.FromHours(1), domains);
        await UpgradeRun.EndAsync(host, moved.State);
        await UpgradeRun.AssertEndedAsync(host, domains, moved.State, moved.Path, Unread);
    }

    [Fact]
    public async Task Killed_at_commits_of_the_database_it_goes_on()
    {
        await using MovedFolder moved = await MovedFolder.OpenAsync(dynalite, "forgetting");
        Migrated there = await moved.MoveAsync(RecordsKind.DynamoDb, destroy: true);
        int kills = 0;
        foreach (string failpoint in (string[])["before:1", "after:1", "before:2", "after:3"])
        {
            MigrateProcess process = await MigrateProcess.RunAsync(moved.Configuration, "sqlite", failpoint);
            kills += process.ExitCode == 0 ? 0 : 1;
            Assert.NotEqual(1, process.ExitCode);
            CliResult check = await InProcess.RunAsync("config", "check", moved.Configuration);
            Assert.Matches("wasn't finished|were moved to", check.Error);
        }

        Assert.Equal(4, kills);
        Migrated back = await moved.MoveAsync(RecordsKind.Sqlite);

        Assert.Equal((there.Result.Records, there.Result.Hash), (back.Result.Records, back.Result.Hash));
    }

    [Fact]
    public async Task A_running_host_another_key_and_a_configuration_that_the_other_host_can_not_serve_are_in_the_way()
    {
        await using MovedFolder moved = await MovedFolder.OpenAsync(dynalite, "forgetting");
        string text = await File.ReadAllTextAsync(moved.Configuration);
        await File.WriteAllTextAsync(moved.Configuration, text.Insert(1, "\"lake\":{\"folder\":\"lake\",\"mappers\":[]},"));
        Assert.Contains("$.lake.folder", (await Assert.ThrowsAsync<RefusalException>(() => moved.MoveAsync(RecordsKind.DynamoDb))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(moved.Configuration, text);

        using (SqliteDatabase.Open(new DatabaseOptions { Path = moved.Database }))
        {
            await Assert.ThrowsAsync<DatabaseInUseException>(() => moved.MoveAsync(RecordsKind.DynamoDb));
        }

        string key = Path.Combine(moved.Path, "master.key");
        byte[] right = await File.ReadAllBytesAsync(key);
        await File.WriteAllBytesAsync(key, RandomNumberGenerator.GetBytes(32));
        Assert.Equal("master-key", (await Assert.ThrowsAsync<RefusalException>(() => moved.MoveAsync(RecordsKind.DynamoDb))).Code);
        await File.WriteAllBytesAsync(key, right);
        await moved.MoveAsync(RecordsKind.DynamoDb);

        Assert.Equal("not-empty", (await Assert.ThrowsAsync<MoveException>(() => moved.MoveAsync(RecordsKind.Sqlite))).Code);
        File.Delete(key);
        Assert.Contains("ERASURE_MASTER_KEY", (await Assert.ThrowsAsync<RefusalException>(() => moved.MoveAsync(RecordsKind.Sqlite))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_answers_in_JSON_and_tells_how_far_it_is()
    {
        await using MovedFolder moved = await MovedFolder.OpenAsync(dynalite, "forgetting");

        MigrateProcess process = await MigrateProcess.RunAsync(moved.Configuration, "dynamodb", failpoint: null);

        Assert.Equal(0, process.ExitCode);
        JsonNode answer = JsonNode.Parse(process.Output)!;
        Assert.Equal(32, ((string)answer["id"]!).Length);
        Assert.True((long)answer["records"]! > 50);
        Assert.Contains(moved.Table, (string)answer["to"]!, StringComparison.Ordinal);
        Assert.Null(answer["destroyed"]);
        Assert.Equal(["Counting", "Copying", "Comparing"], process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        CliResult nowhere = await InProcess.RunAsync("migrate", "--config", moved.Configuration, "--to", "elsewhere");
        Assert.Equal(2, nowhere.ExitCode);
    }
}

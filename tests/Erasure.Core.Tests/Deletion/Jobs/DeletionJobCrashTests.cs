using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Microsoft.Data.Sqlite;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What a crash leaves, taken at each boundary of a job's writes to records and objects, is taken up again by another process.</summary>
public sealed class DeletionJobCrashTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TempFolder crashes = new();
    private readonly List<string> snapshots = [];
    private readonly ErasureConfiguration configuration;

    public DeletionJobCrashTests() => configuration = ConfigurationOf(folder.Path);

    public void Dispose()
    {
        folder.Dispose();
        crashes.Dispose();
    }

    [Fact]
    public async Task A_crash_at_any_write_changes_neither_lake_nor_report()
    {
        string personal = $"clicks/of-{JobWorld.UserId}.jsonl";
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n{}\n{\"by\":\"u-7\"}\n{\"by\":\"u-7\"}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl.gz", "{}\n" + """{"by":"u-2042"}""" + "\n");
        JobWorld.Write(folder.Path, "clicks/clean.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "clicks/broken.jsonl", "{\n");
        JobWorld.Write(folder.Path, personal, """{"by":"u-2042"}""" + "\n");

        string expected;
        await using (JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            configuration,
            store =>
            {
                ObjectStoreSpy spy = new(store) { BeforeReplace = _ => SnapshotAsync(), AfterReplace = _ => SnapshotAsync() };
                return spy;
            },
            records => new RecordStoreSpy(records, SnapshotAsync)))
        {
            expected = await DescribeAsync(world, folder.Path);
        }

        Assert.Contains("ForgetPartiallyFailed", expected, StringComparison.Ordinal);
        Assert.InRange(snapshots.Count, 20, 200);
        foreach (string snapshot in snapshots)
        {
            // In its place, since a job goes on only in the lake that it began in.
            Directory.Delete(folder.Path, recursive: true);
            Directory.Move(snapshot, folder.Path);
            await using JobWorld world = await JobWorld.StartAsync(folder.Path, configuration);
            Assert.Equal(expected, await DescribeAsync(world, folder.Path));
        }
    }

    /// <summary>Submits (again), runs, and tells how lake and report look.</summary>
    private static async Task<string> DescribeAsync(JobWorld world, string folder)
    {
        await world.SubmitPersonAsync(7);
        await world.SubmitPersonAsync(8);
        await world.SubmitAsync();

        // Where there is a job it goes on, or is over.
        if ((await world.JobsAsync()).Count == 0)
        {
            await world.Jobs.StartAsync(null, isDryRun: false, CancellationToken.None);
        }

        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);
        Assert.Equal(new ErasedSoFar(3, 1) { Holders = 3, IsTheirs = true }, await world.ErasedAsync());
        Assert.Equal(new ErasedSoFar(2, 0) { Holders = 1, IsTheirs = true }, await world.Connector().ErasedAsync(QueueWorld.ErasureOf(7), default));
        Assert.Null(await world.Connector().ErasedAsync(QueueWorld.ErasureOf(8), default));
        JsonObject report = await world.DescribeAsync();

        // Copies are new files to the store, so that a round more looks at them.
        report["totals"]!.AsObject().Remove("rounds");
        report["totals"]!.AsObject().Remove("bytesScanned");
        report.Remove("job");
        string lake = Path.Combine(folder, "lake");
        IEnumerable<string> files = Directory.GetFiles(lake, "*", SearchOption.AllDirectories).Order().Select(file => $"{file[lake.Length..]} {Convert.ToHexString(File.ReadAllBytes(file))}");
        return string.Join('\n', files.Append(report.ToJsonString()));
    }

    private static ErasureConfiguration ConfigurationOf(string folder) => JobWorld.Configuration(
        folder,
        new JobConfiguration { Gather = TimeSpan.FromMinutes(10), ConcurrentBatches = 1, ConcurrentObjects = 1 },
        JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]));

    // One activity runs at a time, and it is in here: neither lake nor database change meanwhile.
    private async Task SnapshotAsync()
    {
        string snapshot = crashes[$"{snapshots.Count}"];
        Directory.CreateDirectory(snapshot);
        await using (SqliteConnection database = new($"Data Source={folder["erasure.db"]};Mode=ReadOnly;Pooling=False"))
        {
            await database.OpenAsync();
            using SqliteCommand copy = database.CreateCommand();
            copy.CommandText = "VACUUM INTO $path";
            copy.Parameters.AddWithValue("$path", Path.Combine(snapshot, "erasure.db"));
            await copy.ExecuteNonQueryAsync();
        }

        foreach (string file in Directory.GetFiles(folder["lake"], "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(snapshot, Path.GetRelativePath(folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        lock (snapshots)
        {
            snapshots.Add(snapshot);
        }
    }
}

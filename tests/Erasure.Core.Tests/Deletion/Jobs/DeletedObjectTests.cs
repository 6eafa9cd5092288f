using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>An object that is the person's as a whole says that it was deleted, and how many rows went with it.</summary>
public sealed class DeletedObjectTests : IDisposable
{
    private const string Mine = "events/user_id=u-2042/";
    private static readonly DataMapper Lines = JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(DataFormat.Json, "a.jsonl", "{}\n{}\n{}\n", 3)]
    [InlineData(DataFormat.Json, "a.jsonl.gz", "{}\n{}\n", 2)]
    [InlineData(DataFormat.Csv, "a.csv", "name\r\nx\r\n\"y\r\nz\"\r\n", 2)]
    public async Task A_deleted_object_says_deleted_with_its_rows(DataFormat format, string name, string text, long rows)
    {
        JobWorld.Write(folder.Path, Mine + name, text);
        await using JobWorld world = await StartAsync(Lines with { Format = format });

        Assert.Equal(new Outcome.Erased(rows) { Objects = 1, Deleted = 1 }, await world.RunAsync());

        AssertDeleted(await world.DescribeAsync(), rows);
    }

    [Fact]
    public async Task A_deleted_Parquet_file_is_counted_by_its_footer()
    {
        JobWorld.CopySample(folder.Path, "web/events/date=2026-10-30/part-0000.parquet", "events/whose=u-2042/part-0000.parquet");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("events", DataFormat.Parquet, columns: ["whose"]));

        long rows = Assert.IsType<Outcome.Erased>(await world.RunAsync()).Count ?? 0;

        Assert.True(rows > 1000);
        AssertDeleted(await world.DescribeAsync(), rows);
    }

    [Fact]
    public async Task An_object_of_which_nobody_can_tell_whose_its_rows_are_stays()
    {
        JobWorld.Write(folder.Path, Mine + "a", "PAR1 this is not it PAR1");
        await using JobWorld world = await StartAsync(Lines with { Format = DataFormat.Parquet });

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.True(File.Exists(folder["lake/" + Mine + "a"]));
    }

    [Fact]
    public async Task Rows_that_cannot_be_counted_are_not_told_as_none()
    {
        JobWorld.Write(folder.Path, Mine + "a", "{}\n{\"x\":\n");
        await using JobWorld world = await StartAsync(Lines with { Format = DataFormat.Json });

        Assert.Equal(new Outcome.Erased { Deleted = 1 }, await world.RunAsync());

        AssertDeleted(await world.DescribeAsync(), rows: null);
    }

    /// <summary>Its rows may say otherwise than its key.</summary>
    [Fact]
    public async Task An_archived_one_is_deleted_once_it_can_be_read()
    {
        JobWorld.Write(folder.Path, Mine + "a.jsonl", "{}\n{}\n");
        ArchivedStore? archive = null;
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.Zero }, Lines), objects: store => archive = new ArchivedStore(store));

        Assert.IsType<Outcome.Pending>(await world.RunAsync());
        Assert.True(File.Exists(folder["lake/" + Mine + "a.jsonl"]));

        archive!.IsRestored = true;
        await world.Host.RunForAsync(TimeSpan.FromHours(3));

        Assert.Equal(new Outcome.Erased(2) { Objects = 1, Deleted = 1 }, await world.CheckAsync());
        AssertDeleted(await world.DescribeAsync(), rows: 2);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_deleted()
    {
        JobWorld.Write(folder.Path, Mine + "a.jsonl", "{}\n{}\n{}\n");
        await using JobWorld world = await StartAsync(Lines);
        await world.AddAsync(QueueWorld.Simple(JobWorld.UserId));

        DeletionJob job = await world.RunJobAsync(isDryRun: true);

        Assert.Equal((1, 1, 3, 0), (job.Totals!.ObjectsErased, job.Totals.ObjectsDeleted, job.Totals.RowsErased, job.Totals.BytesCopied));
        Assert.True(File.Exists(folder["lake/" + Mine + "a.jsonl"]));
    }

    private static void AssertDeleted(JsonObject report, long? rows)
    {
        JsonNode item = Assert.Single(report["objects"]!.AsArray())!;
        Assert.Equal(("Deleted", rows), ((string)item["state"]!, (long?)item["rowsErased"]));
        Assert.StartsWith("(key withheld)", (string)item["key"]!, StringComparison.Ordinal);
        JsonNode totals = report["totals"]!;
        Assert.Equal((1, 1, rows is null ? 1 : 0, rows ?? 0), ((int)totals["objectsErased"]!, (int)totals["objectsDeleted"]!, (int)totals["objectsUncounted"]!, (long)totals["rowsErased"]!));
        Assert.Equal("Completed", (string)report["state"]!);
    }

    private Task<JobWorld> StartAsync(DataMapper mapper) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.Zero }, mapper));

    /// <summary>A store whose objects all lie in an archive, from which it could remove them all the same.</summary>
    private sealed class ArchivedStore(IObjectStore inner) : IObjectStore
    {
        public bool IsRestored { get; set; }

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

        public async Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken) =>
            await inner.OpenAsync(key, cancellationToken) is { } open ? IsRestored ? open : new ArchivedObject(open) : null;

        public Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken) =>
            inner.TryDeleteAsync(original is ArchivedObject archived ? archived.Inner : original, cancellationToken);
    }

    private sealed class ArchivedObject(IOpenObject inner) : IOpenObject
    {
        public IOpenObject Inner => inner;

        public long Length => inner.Length;

        public ObjectInfo Info { get; } = inner.Info with { Hindrance = new Hindrance.Archived(Restoring: true) };

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

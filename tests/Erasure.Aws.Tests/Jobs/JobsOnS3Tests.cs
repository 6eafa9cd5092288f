using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Whole deletion jobs in a versioned bucket, on the way that AWS takes and on the one that servers without conditions take.</summary>
public abstract class JobsOnS3Tests(CephFixture ceph, bool strict) : IAsyncLifetime
{
    private protected const string Mine = """{"by":"u-2042"}""" + "\n";
    private protected const string Other = """{"by":"u-1"}""" + "\n";
    private protected static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    private protected CephFixture Ceph => ceph;

    private string bucket = "";
    private AmazonS3Client client = null!;
    private S3ObjectStore store = null!;

    public async Task InitializeAsync()
    {
        ceph.Strict.Reset();
        await OpenAsync(await ceph.NewBucketAsync(versioned: true));
    }

    public Task DisposeAsync()
    {
        ceph.Strict.Reset();
        client.Dispose();
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_person_is_gone_from_every_version_of_every_object()
    {
        await PutAsync("clicks/current", Other, Other + Mine);
        await PutAsync("clicks/older", Mine, Other, Other);
        await PutAsync("clicks/under-marker", Other, Mine);
        await ceph.Client.DeleteObjectAsync(bucket, "clicks/under-marker");
        await PutAsync("clicks/clean/a", Other, "{}\n");
        await PutAsync("clicks/clean-under-marker", Other);
        await ceph.Client.DeleteObjectAsync(bucket, "clicks/clean-under-marker");
        await PutAsync("clicks2/elsewhere", Mine);
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        Assert.Equal([("clicks/current", Other)], await VersionsAsync("clicks/current"));
        Assert.Equal([("clicks/older", Other)], await VersionsAsync("clicks/older"));
        Assert.Empty(await VersionsAsync("clicks/under-marker"));
        Assert.Equal([("clicks/clean/a", "{}\n"), ("clicks/clean/a", Other)], await VersionsAsync("clicks/clean/"));
        Assert.Equal([("clicks/clean-under-marker", null), ("clicks/clean-under-marker", Other)], await VersionsAsync("clicks/clean-under-marker"));
        Assert.Equal([("clicks2/elsewhere", Mine)], await VersionsAsync("clicks2/"));
    }

    [Fact]
    public async Task Where_the_wrong_line_would_go_the_object_stays_as_it_was()
    {
        string large = string.Concat(Enumerable.Repeat(Other, 700_000));
        await PutAsync("clicks/small", Mine + Other);
        await PutAsync("clicks/large", Mine + large);
        ObjectStoreSpy faulty = new(store) { Change = plan => plan with { Segments = new Segment[] { new Segment.Copy(0, plan.SourceLength - Other.Length) }.ToAsyncEnumerable() } };
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, null, Clicks), _ => faulty);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.All((await world.DescribeAsync())["objects"]!.AsArray(), item => Assert.Equal("successor-differs", (string)item!["code"]!));
        Assert.Equal([("clicks/small", Mine + Other)], await VersionsAsync("clicks/small"));
        Assert.Equal([("clicks/large", Mine + large)], await VersionsAsync("clicks/large"));
        Assert.Empty((await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket })).MultipartUploads ?? []);
    }

    [Fact]
    public async Task Older_versions_stay_where_the_mapper_says_so()
    {
        await PutAsync("clicks/a", Mine, Other + Mine);
        await PutAsync("clicks/b", Mine, Other);
        await using JobWorld world = await StartAsync(Clicks with { DeleteOldVersions = false });

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        Assert.Equal([Other, Other + Mine, Mine], (await VersionsAsync("clicks/a")).Select(version => version.Text));
        Assert.Equal(2, (await VersionsAsync("clicks/b")).Count);
    }

    [Fact]
    public async Task A_partition_of_the_person_goes_with_all_of_its_objects()
    {
        await PutAsync("clicks/by=u-2042/day=1/a.json", "{}\n", "{}\n{}\n");
        await PutAsync("clicks/by=u-20420/day=1/a.json", "{}\n");
        await PutAsync("clicks/by=u%2D2042/b.json", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());

        Assert.Equal("clicks/by=u-20420/day=1/a.json", Assert.Single(await VersionsAsync("clicks/")).Key);
    }

    [Fact]
    public async Task What_is_retained_is_withheld_until_its_date()
    {
        await OpenAsync(await ceph.NewBucketAsync(versioned: true, objectLock: true));
        DateTime until = DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(3), DateTimeKind.Utc);
        await ceph.Client.PutObjectAsync(new()
        {
            BucketName = bucket,
            Key = "clicks/locked",
            ContentBody = Mine,
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = until,
            UseChunkEncoding = false,
        });
        await ceph.Client.PutObjectAsync(new()
        {
            BucketName = bucket,
            Key = "clicks/locked-below",
            ContentBody = Mine,
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = until.AddDays(1),
            UseChunkEncoding = false,
        });
        await PutAsync("clicks/locked-below", Mine + Other);
        await PutAsync("clicks/free", Mine + Other);
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Withheld("retained", new DateTimeOffset(until.AddDays(1))) { Count = 1, Objects = 1 }, await world.RunAsync());

        Dictionary<string, JsonNode> objects = (await world.DescribeAsync())["objects"]!.AsArray().ToDictionary(item => (string)item!["key"]!, item => item!);
        Assert.Equal(("Withheld", "retained"), ((string)objects["clicks/locked"]["state"]!, (string)objects["clicks/locked"]["code"]!));
        Assert.Equal("Withheld", (string)objects["clicks/locked-below"]["state"]!);
        Assert.Equal("Verified", (string)objects["clicks/free"]["state"]!);
        Assert.Equal([Other, Mine], (await VersionsAsync("clicks/locked-below")).Select(version => version.Text));
        Assert.Equal([Other], (await VersionsAsync("clicks/free")).Select(version => version.Text));
    }

    private async Task OpenAsync(string name)
    {
        bucket = name;
        S3StoreOptions options = new() { Bucket = name, Endpoint = strict ? ceph.Strict.Url : ceph.Endpoint, RetryPause = TimeSpan.FromMilliseconds(1) };
        client?.Dispose();
        client = CephFixture.ClientOf(options);
        store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
    }

    private protected Task<JobWorld> StartAsync(params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, null, mappers), _ => store);

    private protected async Task PutAsync(string key, params string[] versions)
    {
        foreach (string text in versions)
        {
            await ceph.Client.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = text, UseChunkEncoding = false });
        }
    }

    /// <summary>Every version and marker, newest first, with its text; null for a marker.</summary>
    private protected async Task<List<(string Key, string? Text)>> VersionsAsync(string prefix)
    {
        List<(string, string?)> versions = [];
        foreach (S3ObjectVersion version in (await ceph.Client.ListVersionsAsync(bucket, prefix)).Versions ?? [])
        {
            if (version.IsDeleteMarker == true)
            {
                versions.Add((version.Key, null));
                continue;
            }

            using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, version.Key, version.VersionId);
            using StreamReader reader = new(answer.ResponseStream);
            versions.Add((version.Key, await reader.ReadToEndAsync()));
        }

        return versions;
    }
}

/// <summary>With a server in front that can refuse, and tell of archives, as Ceph doesn't.</summary>
[Collection(CephTests.Name)]
public sealed class JobsWithConditionsTests(CephFixture ceph) : JobsOnS3Tests(ceph, strict: true)
{
    [Fact]
    public async Task Older_versions_that_could_not_be_removed_are_come_back_for_though_the_current_one_is_clean()
    {
        await PutAsync("clicks/a", Mine, Other + Mine);
        await using JobWorld world = await StartAsync(Clicks);
        bool denied = true;
        Ceph.Strict.Before = request => Task.FromResult<int?>(denied && request.Query.ContainsKey("delete") ? 403 : null);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        JsonNode item = (await world.DescribeAsync())["objects"]![0]!;
        Assert.Equal(("Failed", "access-denied"), ((string)item["state"]!, (string)item["code"]!));
        Assert.Equal(3, (await VersionsAsync("clicks/a")).Count);

        denied = false;
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal([("clicks/a", Other)], await VersionsAsync("clicks/a"));
    }

    [Fact]
    public async Task An_archived_object_is_restored_and_waited_for_and_erased()
    {
        await PutAsync("clicks/a", Other + Mine);
        await using JobWorld world = await StartAsync(Clicks);
        int asked = 0;
        DateTimeOffset readable = world.Host.Time.GetUtcNow().AddHours(12);
        Dictionary<string, string> restored = new() { ["x-amz-storage-class"] = "GLACIER", ["x-amz-restore"] = "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2035 00:00:00 GMT\"" };
        Ceph.Strict.HeadHeaders = new Dictionary<string, string> { ["x-amz-storage-class"] = "GLACIER" };
        Ceph.Strict.Before = request =>
        {
            if (request.Query.ContainsKey("restore"))
            {
                asked++;
                Ceph.Strict.HeadHeaders = new Dictionary<string, string> { ["x-amz-storage-class"] = "GLACIER", ["x-amz-restore"] = "ongoing-request=\"true\"" };
                return Task.FromResult<int?>(202);
            }

            if (world.Host.Time.GetUtcNow() >= readable)
            {
                Ceph.Strict.HeadHeaders = restored;
            }

            // Ceph has no such class to put the successor into.
            request.Headers.Remove("x-amz-storage-class");
            return Task.FromResult<int?>(null);
        };

        Assert.IsType<Outcome.Pending>(await world.RunAsync());
        Assert.Equal([Other + Mine], (await VersionsAsync("clicks/a")).Select(version => version.Text));
        await world.Host.RunForAsync(TimeSpan.FromHours(10));
        Assert.IsType<Outcome.Pending>(await world.CheckAsync());
        await world.Host.RunForAsync(TimeSpan.FromHours(3));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckAsync());
        Assert.Equal(1, asked);
        Assert.Equal([Other], (await VersionsAsync("clicks/a")).Select(version => version.Text));
    }

    [Fact]
    public async Task An_archive_that_is_never_restored_fails_after_the_configured_patience()
    {
        await PutAsync("clicks/a", Mine);
        Ceph.Strict.HeadHeaders = new Dictionary<string, string> { ["x-amz-storage-class"] = "GLACIER", ["x-amz-restore"] = "ongoing-request=\"true\"" };
        await using JobWorld world = await StartAsync(Clicks);

        Assert.IsType<Outcome.Pending>(await world.RunAsync());
        await world.Host.RunForAsync(TimeSpan.FromDays(2));
        Assert.IsType<Outcome.Pending>(await world.CheckAsync());
        Assert.True(world.LongestHistory() < 50);
        await world.Host.RunForAsync(TimeSpan.FromDays(2));

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);
        Assert.Equal("archived", (string)(await world.DescribeAsync())["objects"]![0]!["code"]!);
    }
}

[Collection(CephTests.Name)]
public sealed class JobsWithVersionsTests(CephFixture ceph) : JobsOnS3Tests(ceph, strict: false);

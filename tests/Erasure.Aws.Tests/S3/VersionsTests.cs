using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;

namespace Erasure.Aws.Tests.S3;

/// <summary>Older versions, object locks and archives.</summary>
[Collection(CephTests.Name)]
public sealed class VersionsTests(CephFixture ceph) : IAsyncLifetime
{
    public Task InitializeAsync()
    {
        ceph.Strict.Reset();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        ceph.Strict.Reset();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Older_versions_and_markers_go_in_batches_and_the_named_one_stays_with_what_is_newer()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        S3StoreOptions options = new() { Bucket = bucket, Prefix = "lake/", Endpoint = ceph.Strict.Url, RemovalBatch = 20 };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        await Parallel.ForEachAsync(Enumerable.Range(0, 50), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
        {
            if (i % 10 == 9)
            {
                await ceph.Client.DeleteObjectAsync(bucket, "lake/a", stop);
            }
            else
            {
                await PutAsync(bucket, "lake/a", "old");
            }
        });
        string kept = await PutAsync(bucket, "lake/a", "kept");
        string newer = await PutAsync(bucket, "lake/a", "newer");
        string neighbour = await PutAsync(bucket, "lake/ab", "other");
        await PutAsync(bucket, "lake/ab", "other");

        ceph.Strict.Seen.Clear();
        VersionRemoval removal = await store.RemoveOlderVersionsAsync("a", kept, default);

        Assert.Equal(50, removal.Removed);
        Assert.Equal(3, ceph.Strict.Seen.Count(request => request.StartsWith("POST", StringComparison.Ordinal)));
        Assert.Empty(removal.Left);
        List<ObjectVersion> left = await store.ListVersionsAsync("a", default).ToListAsync();
        Assert.Equal([newer, kept], left.Where(version => version.Object.Key == "a").Select(version => version.Object.VersionId));
        Assert.Equal(2, left.Count(version => version.Object.Key == "ab"));
        Assert.Contains(left, version => version.Object.VersionId == neighbour && !version.IsCurrent);
        Assert.Equal(0, (await store.RemoveOlderVersionsAsync("a", kept, default)).Removed);
    }

    [Fact]
    public async Task A_person_under_a_clean_version_or_a_delete_marker_is_found_and_removed()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        S3ObjectStore store = await OpenAsync(bucket);
        string old = await PutAsync(bucket, "lake/a", "person");
        await PutAsync(bucket, "lake/a", "clean");
        await PutAsync(bucket, "lake/b", "person");
        await ceph.Client.DeleteObjectAsync(bucket, "lake/b");

        List<ObjectVersion> versions = await store.ListVersionsAsync("", default).ToListAsync();
        Assert.Equal(
            versions.Where(version => version.Object.Key != "a").Select(version => version.Object.VersionId),
            await store.ListVersionsAsync("", "a", default).Select(version => version.Object.VersionId).ToListAsync());
        Assert.Equal([("a", true, false), ("a", false, false), ("b", true, true), ("b", false, false)], versions.Select(version => (version.Object.Key, version.IsCurrent, version.IsDeleteMarker)));
        await using (IOpenObject below = (await store.OpenVersionAsync("a", old, default))!)
        {
            byte[] bytes = new byte[below.Length];
            await below.ReadAsync(0, bytes, default);
            Assert.Equal("person"u8.ToArray(), bytes);
        }

        Assert.Null(await store.OpenVersionAsync("b", versions[2].Object.VersionId!, default));
        Assert.Equal(1, (await store.RemoveOlderVersionsAsync("a", null, default)).Removed);
        Assert.Equal(2, (await store.RemoveOlderVersionsAsync("b", null, default)).Removed);
        Assert.Equal("a", Assert.Single(await store.ListVersionsAsync("", default).ToListAsync()).Object.Key);
    }

    [Fact]
    public async Task A_deleted_object_leaves_nothing_once_its_versions_are_removed()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        S3ObjectStore store = await OpenAsync(bucket);
        await PutAsync(bucket, "lake/a", "1");
        await PutAsync(bucket, "lake/a", "2");
        await using IOpenObject open = (await store.OpenAsync("a", default))!;
        Assert.True(await store.TryDeleteAsync(open, default));
        Assert.Equal(3, (await store.RemoveOlderVersionsAsync("a", null, default)).Removed);
        Assert.Empty(await store.ListVersionsAsync("", default).ToListAsync());
    }

    [Fact]
    public async Task A_removal_that_failed_for_a_moment_is_tried_again_and_one_that_persists_is_told_and_finished_later()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        using AmazonS3Client client = CephFixture.ClientOf(new() { Bucket = bucket, Endpoint = ceph.Strict.Url });
        S3StoreOptions options = new() { Bucket = bucket, Prefix = "lake/", Endpoint = ceph.Strict.Url, RetryPause = TimeSpan.FromMilliseconds(1) };
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        await PutAsync(bucket, "lake/a", "1");
        string current = await PutAsync(bucket, "lake/a", "2");

        ceph.Strict.Before = request => Task.FromResult<int?>(request.Query.ContainsKey("delete") ? 403 : null);
        S3Exception denied = await Assert.ThrowsAsync<S3Exception>(() => store.RemoveOlderVersionsAsync("a", current, default));
        Assert.Equal("AccessDenied", denied.Code);
        Assert.DoesNotContain("lake/a", denied.ToString());

        int busy = 2;
        ceph.Strict.Before = request => Task.FromResult<int?>(request.Query.ContainsKey("delete") && busy-- > 0 ? 503 : null);
        Assert.Equal(1, (await store.RemoveOlderVersionsAsync("a", current, default)).Removed);
        Assert.Single(await store.ListVersionsAsync("a", default).ToListAsync());
    }

    [Fact]
    public async Task A_retained_object_is_withheld_until_its_date_and_so_are_its_older_versions()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true, objectLock: true);
        S3ObjectStore store = await OpenAsync(bucket);
        DateTime until = DateTime.SpecifyKind(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(3), DateTimeKind.Utc);
        string locked = (await ceph.Client.PutObjectAsync(new()
        {
            BucketName = bucket,
            Key = "lake/a",
            ContentBody = "locked",
            ObjectLockMode = ObjectLockMode.Compliance,
            ObjectLockRetainUntilDate = until,
            UseChunkEncoding = false,
        })).VersionId;

        await using IOpenObject open = (await store.OpenAsync("a", default))!;
        var expected = new Hindrance.Retained(new DateTimeOffset(until));
        Assert.Equal(expected, open.Info.Hindrance);
        HinderedException error = await Assert.ThrowsAsync<HinderedException>(() => store.TryReplaceAsync(open, new(6, new(1, 1, 0, []), AsyncEnumerable.Empty<Parquet.Segment>()), default));
        Assert.Equal(expected, error.Hindrance);
        await Assert.ThrowsAsync<HinderedException>(() => store.TryDeleteAsync(open, default));

        string newer = await PutAsync(bucket, "lake/a", "clean");
        VersionRemoval removal = await store.RemoveOlderVersionsAsync("a", newer, default);
        VersionLeft left = Assert.Single(removal.Left);
        Assert.Equal((0, locked, expected), (removal.Removed, left.VersionId, left.Hindrance));
    }

    [Fact]
    public async Task An_archived_object_is_told_and_its_restore_asked_for()
    {
        // Ceph has no archive: the proxy tells one, and stands for the restore.
        string bucket = await ceph.NewBucketAsync(versioned: false);
        using AmazonS3Client client = CephFixture.ClientOf(new() { Bucket = bucket, Endpoint = ceph.Strict.Url });
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, new() { Bucket = bucket, Prefix = "lake/", Endpoint = ceph.Strict.Url }, TimeProvider.System, default);
        await PutAsync(bucket, "lake/a", "cold");

        ceph.Strict.HeadHeaders = new Dictionary<string, string> { ["x-amz-storage-class"] = "GLACIER" };
        await using (IOpenObject archived = (await store.OpenAsync("a", default))!)
        {
            Assert.Equal(new Hindrance.Archived(Restoring: false), archived.Info.Hindrance);
        }

        ceph.Strict.Before = request => Task.FromResult<int?>(request.Query.ContainsKey("restore") ? 202 : null);
        Assert.True(await store.RequestRestoreAsync("a", null, default));
        ceph.Strict.HeadHeaders = new Dictionary<string, string> { ["x-amz-storage-class"] = "GLACIER", ["x-amz-restore"] = "ongoing-request=\"true\"" };
        await using (IOpenObject restoring = (await store.OpenAsync("a", default))!)
        {
            Assert.Equal(new Hindrance.Archived(Restoring: true), restoring.Info.Hindrance);
        }

        ceph.Strict.HeadHeaders = new Dictionary<string, string>
        {
            ["x-amz-storage-class"] = "GLACIER",
            ["x-amz-restore"] = "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2035 00:00:00 GMT\"",
        };
        await using IOpenObject restored = (await store.OpenAsync("a", default))!;
        Assert.Null(restored.Info.Hindrance);
    }

    [Fact]
    public async Task A_refused_request_says_what_to_do_and_never_the_key()
    {
        string bucket = await ceph.NewBucketAsync(versioned: false);
        using AmazonS3Client client = CephFixture.ClientOf(new() { Bucket = bucket, Endpoint = ceph.Strict.Url });
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, new() { Bucket = bucket, Endpoint = ceph.Strict.Url }, TimeProvider.System, default);
        await PutAsync(bucket, "user=jane.doe@example.org", "x");
        ceph.Strict.Before = _ => Task.FromResult<int?>(403);
        S3Exception error = await Assert.ThrowsAsync<S3Exception>(() => store.OpenAsync("user=jane.doe@example.org", default));
        Assert.DoesNotContain("jane", error.ToString());
        Assert.Contains("policy", error.Message);
    }

    private async Task<S3ObjectStore> OpenAsync(string bucket)
    {
        S3StoreOptions options = new() { Bucket = bucket, Prefix = "lake/", Endpoint = ceph.Endpoint, RetryPause = TimeSpan.FromMilliseconds(1) };
        return await S3ObjectStore.OpenAsync(ceph.Client, options, TimeProvider.System, default);
    }

    private async Task<string> PutAsync(string bucket, string key, string text) =>
        (await ceph.Client.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = text, UseChunkEncoding = false })).VersionId;
}

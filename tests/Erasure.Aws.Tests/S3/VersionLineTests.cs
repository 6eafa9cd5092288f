using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Aws.Tests.S3;

/// <summary>Which versions count where an endpoint honours no condition: lines of versions as writers leave them that died before they looked.</summary>
[Collection(CephTests.Name)]
public sealed class VersionLineTests(CephFixture ceph) : IAsyncLifetime
{
    private const string Key = "a";

    private AmazonS3Client client = null!;
    private S3StoreOptions options = null!;
    private S3ObjectStore store = null!;

    public async Task InitializeAsync()
    {
        options = new() { Bucket = await ceph.NewBucketAsync(versioned: true), Endpoint = ceph.Endpoint, RetryPause = TimeSpan.FromMilliseconds(1) };
        client = CephFixture.ClientOf(options);
        store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        Assert.False(store.Capabilities.ReplacesOnCondition);
    }

    public Task DisposeAsync()
    {
        client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_successor_says_what_it_was_made_from_and_a_second_one_says_it_anew()
    {
        string first = await PutAsync("v");
        string second = await ReplaceAsync("w");
        Assert.Equal(first, (await MarkAsync(second))!.VersionId);
        string third = await ReplaceAsync("x");
        Assert.Equal(second, (await MarkAsync(third))!.VersionId);
        Assert.Equal("x", await ReadAsync());
    }

    [Fact]
    public async Task A_version_that_hides_a_write_is_taken_back_by_whoever_opens_the_object()
    {
        SourceMark old = await MarkOfNewAsync("old");
        await PutAsync("new");
        string hides = await PutAsync("hides", old);
        Assert.Equal("new", await ReadAsync());
        Assert.DoesNotContain(hides, await VersionsAsync());

        await PutAsync("hides", old);
        Assert.Equal("+new", await AppendAsync("+"));
    }

    [Fact]
    public async Task What_was_made_from_a_version_counts_though_one_that_does_not_lies_between()
    {
        SourceMark old = await MarkOfNewAsync("old");
        SourceMark current = await MarkOfNewAsync("new");
        string hides = await PutAsync("hides", old);
        string first = await PutAsync("first", current);
        string second = await PutAsync("second", current with { Nonce = "another" });
        Assert.Equal("first", await ReadAsync());
        Assert.Equal([first, hides], (await VersionsAsync())[..2]);
        Assert.DoesNotContain(second, await VersionsAsync());
    }

    [Fact]
    public async Task A_version_whose_source_was_removed_counts_unless_something_newer_than_the_source_is_below()
    {
        SourceMark older = await MarkOfNewAsync("old");
        string source = await PutAsync("source");
        await PutAsync("successor", older with { VersionId = source, LastModified = older.LastModified.AddSeconds(5) });
        await client.DeleteObjectAsync(options.Bucket, Key, source);
        Assert.Equal("successor", await ReadAsync());

        await PutAsync("same second", older with { VersionId = source, LastModified = older.LastModified, Nonce = "n" });
        Assert.Equal("successor", await ReadAsync());

        await store.RemoveOlderVersionsAsync(Key, (await VersionsAsync())[0], default);
        Assert.Single(await VersionsAsync());
        Assert.Equal("successor", await ReadAsync());
    }

    [Fact]
    public async Task A_version_over_a_delete_marker_does_not_count_and_does_not_keep_what_is_below()
    {
        SourceMark old = await MarkOfNewAsync("old");
        await client.DeleteObjectAsync(options.Bucket, Key);
        await PutAsync("hides", old);
        Assert.Null(await store.OpenAsync(Key, default));

        await PutAsync("hides", old);
        Assert.Equal(2, (await store.RemoveOlderVersionsAsync(Key, null, default)).Removed);
        Assert.Empty(await VersionsAsync());
    }

    [Fact]
    public async Task What_somebody_else_wrote_counts_though_the_metadata_were_taken_along()
    {
        SourceMark mark = await MarkOfNewAsync("old");
        string ours = await PutAsync("ours", mark);
        await store.RemoveOlderVersionsAsync(Key, ours, default);
        await PutAsync("ours and more", mark);
        await PutAsync("ours and still more", mark);
        Assert.Equal("ours and still more", await ReadAsync());

        // The same bytes again: a put whose answer was lost.
        SourceMark repeated = await MarkOfNewAsync("old");
        await PutAsync("ours", repeated);
        await PutAsync("between");
        await PutAsync("ours", repeated);
        Assert.Equal("between", await ReadAsync());

        // Elsewhere it was copied to.
        await client.PutObjectAsync(Put("b", "older"));
        PutObjectRequest copy = Put("b", "copied");
        copy.Metadata[SourceMark.Header] = mark.Write(options.Bucket, Key);
        await client.PutObjectAsync(copy);
        await using IOpenObject there = (await store.OpenAsync("b", default))!;
        Assert.Equal("copied".Length, there.Length);
    }

    [Fact]
    public async Task What_a_version_was_made_from_is_removed_after_everything_else()
    {
        foreach (int i in Enumerable.Range(0, 4))
        {
            await PutAsync($"{i}");
        }

        SourceMark source = await MarkOfNewAsync("source");
        string kept = await PutAsync("kept", source);
        int removals = 0;
        client.BeforeRequestEvent += (_, sent) =>
        {
            if (((WebServiceRequestEventArgs)sent).Request is DeleteObjectsRequest && removals++ == 1)
            {
                throw new IOException("The connection broke.");
            }
        };
        await Assert.ThrowsAsync<S3Exception>(() => store.RemoveOlderVersionsAsync(Key, kept, default));
        Assert.Equal([kept, source.VersionId], await VersionsAsync());
        Assert.Equal("kept", await ReadAsync());
        Assert.Equal(1, (await store.RemoveOlderVersionsAsync(Key, kept, default)).Removed);
        Assert.Equal([kept], await VersionsAsync());
        Assert.Equal("kept", await ReadAsync());
    }

    [Fact]
    public async Task An_object_from_before_versions_were_kept_is_replaced_and_deleted()
    {
        string bucket = await ceph.NewBucketAsync(versioned: false);
        foreach ((string key, int length) in new[] { ("replaced", 3), ("large", 20 << 20), ("deleted", 3) })
        {
            await client.PutObjectAsync(new() { BucketName = bucket, Key = key, InputStream = new MemoryStream(new byte[length]), UseChunkEncoding = false });
        }

        await client.PutBucketVersioningAsync(new() { BucketName = bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        S3ObjectStore kept = await S3ObjectStore.OpenAsync(client, options with { Bucket = bucket }, TimeProvider.System, default);
        await using IOpenObject replaced = (await kept.OpenAsync("replaced", default))!;
        ObjectInfo? successor = await kept.TryReplaceAsync(replaced, Plan("new"), default);
        Assert.NotNull(successor);
        Assert.Equal(1, (await kept.RemoveOlderVersionsAsync("replaced", successor.VersionId, default)).Removed);
        await using IOpenObject large = (await kept.OpenAsync("large", default))!;
        Assert.NotNull(await kept.TryReplaceAsync(large, new RewritePlan(large.Length, new Findings(0, 0, 0, []), new Segment[] { new Segment.Copy(0, 15 << 20) }.ToAsyncEnumerable()), default));
        await using IOpenObject deleted = (await kept.OpenAsync("deleted", default))!;
        Assert.True(await kept.TryDeleteAsync(deleted, default));
        Assert.Equal(2, (await kept.RemoveOlderVersionsAsync("deleted", null, default)).Removed);
        Assert.Equal(["large", "large", "replaced"], await kept.ListVersionsAsync("", default).Select(version => version.Object.Key).ToArrayAsync());
    }

    private static RewritePlan Plan(string text) =>
        new(3, new Findings(0, 0, 0, []), new Segment[] { new Segment.Write(Encoding.UTF8.GetBytes(text)) }.ToAsyncEnumerable());

    private async Task<string> ReplaceAsync(string text)
    {
        await using IOpenObject open = (await store.OpenAsync(Key, default))!;
        return (await store.TryReplaceAsync(open, Plan(text) with { SourceLength = open.Length }, default))!.VersionId!;
    }

    private async Task<string> AppendAsync(string text)
    {
        await ReplaceAsync(text + await ReadAsync());
        return await ReadAsync();
    }

    private async Task<string> ReadAsync()
    {
        await using IOpenObject open = (await store.OpenAsync(Key, default))!;
        byte[] bytes = new byte[open.Length];
        await open.ReadAsync(0, bytes, default);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The mark of a write that is made from a new version.</summary>
    private async Task<SourceMark> MarkOfNewAsync(string text)
    {
        await PutAsync(text);
        return SourceMark.Of((await client.ListVersionsAsync(options.Bucket, Key)).Versions[0]);
    }

    private async Task<SourceMark?> MarkAsync(string version) =>
        SourceMark.Read((await client.GetObjectMetadataAsync(options.Bucket, Key, version)).Metadata, options.Bucket, Key);

    private async Task<string> PutAsync(string text, SourceMark? mark = null)
    {
        PutObjectRequest request = Put(Key, text);
        if (mark is not null)
        {
            request.Metadata[SourceMark.Header] = mark.Write(options.Bucket, Key);
        }

        return (await client.PutObjectAsync(request)).VersionId;
    }

    private PutObjectRequest Put(string key, string text) => new() { BucketName = options.Bucket, Key = key, ContentBody = text, UseChunkEncoding = false };

    private async Task<string[]> VersionsAsync() => [.. await store.ListVersionsAsync(Key, default).Select(version => version.Object.VersionId!).ToArrayAsync()];
}

using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared.Contracts;

namespace Erasure.Aws.Tests.S3;

/// <summary>What the store does wherever it runs: on Ceph's gateway as it is, with the versioned fallback, and through the proxy that enforces AWS's conditions.</summary>
public abstract class S3ObjectStoreContract(CephFixture ceph, bool strict, bool versioned) : ObjectStoreContract, IAsyncLifetime
{
    private const int Mi = 1 << 20;

    private protected CephFixture Ceph => ceph;

    private protected S3ObjectStore S3 { get; private set; } = null!;

    protected override IObjectStore Store => S3;

    private protected S3StoreOptions Options { get; private set; } = null!;

    private protected AmazonS3Client Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        ceph.Strict.Reset();
        Options = new()
        {
            Bucket = await ceph.NewBucketAsync(versioned),
            Prefix = "lake/",
            Endpoint = strict ? ceph.Strict.Url : ceph.Endpoint,
            RetryPause = TimeSpan.FromMilliseconds(1),
            SpoolMemory = Mi,
        };
        Client = CephFixture.ClientOf(Options);
        S3 = await S3ObjectStore.OpenAsync(Client, Options, TimeProvider.System, default);
        ceph.Strict.Seen.Clear();
    }

    public Task DisposeAsync()
    {
        ceph.Strict.Reset();
        Client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_object_is_opened_listed_and_read_in_ranges()
    {
        byte[] bytes = RandomBytes(20 * Mi);
        await PutAsync("a/1", bytes);
        await PutAsync("a/2", []);
        await PutAsync("b", []);
        await using IOpenObject? open = await Store.OpenAsync("a/1", default);
        List<ObjectInfo> listed = await Store.ListAsync("a/", default).ToListAsync();
        Assert.Equal(["a/1", "a/2"], listed.Select(item => item.Key));
        Assert.Equal((open!.Info.Length, open.Info.Version), (listed[0].Length, listed[0].Version));
        byte[] all = new byte[bytes.Length];
        await open.ReadAsync(0, all, default);
        Assert.True(all.AsSpan().SequenceEqual(bytes));
        byte[] some = new byte[1_000];
        await open.ReadAsync(bytes.Length - 1_000, some, default);
        Assert.Equal(bytes[^1_000..], some);
        await Assert.ThrowsAsync<EndOfStreamException>(() => open.ReadAsync(bytes.Length - 999, some, default).AsTask());
        Assert.Null(await Store.OpenAsync("a/3", default));
    }

    [Fact]
    public async Task A_read_notices_that_the_object_was_replaced()
    {
        await PutAsync("a", RandomBytes(100));
        await using IOpenObject open = (await Store.OpenAsync("a", default))!;
        await PutAsync("a", RandomBytes(100));
        byte[] bytes = new byte[100];
        if (versioned)
        {
            await open.ReadAsync(0, bytes, default);
        }
        else
        {
            await Assert.ThrowsAnyAsync<IOException>(() => open.ReadAsync(0, bytes, default).AsTask());
        }
    }

    [Fact]
    public async Task A_small_object_is_replaced_by_one_put()
    {
        byte[] bytes = RandomBytes(3 * Mi);
        await PutAsync("small", bytes);
        ObjectInfo? after = await ReplaceAsync("small", new Segment.Copy(0, Mi), Written("new"), new Segment.Copy(2 * Mi, Mi));
        byte[] expected = [.. bytes[..Mi], .. "new"u8, .. bytes[(2 * Mi)..]];
        await AssertHoldsAsync("small", expected, after!);
        Assert.Equal(expected.Length, S3.Traffic.BytesUploaded);
    }

    [Fact]
    public async Task Of_a_large_object_only_what_changed_travels()
    {
        byte[] bytes = RandomBytes(64 * Mi);
        await PutAsync("large", bytes);
        ObjectInfo? after = await ReplaceAsync("large", new Segment.Copy(0, 30 * Mi), Written("new"), new Segment.Copy((30 * Mi) + 99, (34 * Mi) - 99), Written("end"));
        byte[] expected = [.. bytes[..(30 * Mi)], .. "new"u8, .. bytes[((30 * Mi) + 99)..], .. "end"u8];
        await AssertHoldsAsync("large", expected, after!, readFromStore: false);
        Assert.Equal((5 * Mi) + 3, S3.Traffic.BytesUploaded);
        Assert.Equal((5 * Mi) - 3, S3.Traffic.BytesDownloaded);
        Assert.Equal(expected.Length - (5 * Mi) - 3, S3.Traffic.BytesCopied);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20 * Mi)]
    public async Task A_changed_object_is_left_alone(int size)
    {
        await PutAsync("a", RandomBytes(size));
        await using IOpenObject open = (await Store.OpenAsync("a", default))!;
        byte[] theirs = RandomBytes(size);
        await PutAsync("a", theirs);
        Assert.Null(await Store.TryReplaceAsync(open, Plan(size, new Segment.Copy(0, size - 1), Written("x")), default));
        Assert.Equal(theirs, await GetAsync("a"));
        Assert.False(await Store.TryDeleteAsync(open, default));
        Assert.Equal(theirs, await GetAsync("a"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20 * Mi)]
    public async Task A_deleted_object_does_not_come_back(int size)
    {
        await PutAsync("a", RandomBytes(size));
        await using IOpenObject open = (await Store.OpenAsync("a", default))!;
        await DeleteAsync("a");
        Assert.Null(await Store.TryReplaceAsync(open, Plan(size, new Segment.Copy(0, size - 1), Written("x")), default));
        Assert.Null(await Store.OpenAsync("a", default));
        Assert.False(await Store.TryDeleteAsync(open, default));
    }

    [Theory]
    [InlineData(100, 12)]
    [InlineData(12 * Mi, 4)]
    public async Task Of_those_who_replace_at_once_each_builds_on_what_is_there(int size, int writers)
    {
        // Every writer appends its letter; a lost write would be a missing letter.
        await PutAsync("a", RandomBytes(size));
        await Task.WhenAll(Enumerable.Range(0, writers).Select(async i =>
        {
            while (true)
            {
                await using IOpenObject open = (await Store.OpenAsync("a", default))!;
                ObjectInfo? after = await Store.TryReplaceAsync(
                    open, Plan(open.Length, new Segment.Copy(0, open.Length), new Segment.Write(new[] { (byte)('a' + i) })), default);
                if (after is not null)
                {
                    return;
                }
            }
        }));
        byte[] tail = (await GetAsync("a"))[size..];
        Assert.Equal(Enumerable.Range(0, writers).Select(i => (byte)('a' + i)), tail.Order());
    }

    [Fact]
    public async Task Everything_but_the_bytes_is_kept()
    {
        foreach ((string key, int size) in new[] { ("small", 100), ("large", 20 * Mi) })
        {
            PutObjectRequest put = new()
            {
                BucketName = Options.Bucket,
                Key = "lake/" + key,
                InputStream = new MemoryStream(RandomBytes(size)),
                UseChunkEncoding = false,
                ContentType = "application/vnd.apache.parquet",
                TagSet = [new Tag { Key = "owner", Value = "sales & more" }],
                Grants =
                [
                    new S3Grant { Grantee = new() { CanonicalUser = "other" }, Permission = S3Permission.READ },
                    new S3Grant { Grantee = new() { CanonicalUser = "test" }, Permission = S3Permission.FULL_CONTROL }
                ],
                WebsiteRedirectLocation = "/elsewhere",
            };
            put.Headers.CacheControl = "max-age=60";
            put.Headers.ContentDisposition = "attachment; filename=\"x\"";
            put.Headers.ContentEncoding = "gzip";
            put.Headers["Content-Language"] = "de";
            put.Headers["Expires"] = "Thu, 01 Dec 2033 16:00:00 GMT";
            put.Metadata["x-amz-meta-writer"] = "spark 3.5";
            await Client.PutObjectAsync(put);
            string before = await DescribeAsync(key);
            Assert.NotNull(await ReplaceAsync(key, new Segment.Copy(0, size / 2), Written("x"), new Segment.Copy(size / 2, size / 2)));
            Assert.Equal(before, await DescribeAsync(key));
            Assert.Contains("spark 3.5", before);
            Assert.Contains("other READ", before);
        }
    }

    [Fact]
    public async Task Keys_may_have_any_character()
    {
        string[] keys = ["dt=2024-01-01/a b+c%20d.parquet", "ü/日本/😀", "quote'\"<&>", "a\u0001b", "plus+", "a?versionId=1#frag", "back\\slash"];
        foreach (string key in keys)
        {
            Assert.True(await Record.ExceptionAsync(() => PutAsync(key, RandomBytes(100))) is null, $"the client itself can't put {key}");
            Assert.NotNull(await ReplaceAsync(key, new Segment.Copy(0, 50), Written("x")));
            await using IOpenObject open = (await Store.OpenAsync(key, default))!;
            Assert.Equal(51, open.Length);
            Assert.Equal([key], await Store.ListAsync(key, default).Select(item => item.Key).ToListAsync());
        }

        Assert.Equal(keys.Order(StringComparer.Ordinal), (await Store.ListAsync("", default).Select(item => item.Key).ToListAsync()).Order(StringComparer.Ordinal));
        foreach (string key in new[] { "large ü", "large+", "large%20", "large?x=1&y#z", "large'\"" })
        {
            await PutAsync(key, RandomBytes(20 * Mi));
            Assert.True(await ReplaceAsync(key, new Segment.Copy(0, 19 * Mi), Written("x")) is not null, key);
        }
    }

    [Fact]
    public async Task A_plan_that_breaks_off_leaves_the_object_and_no_upload_behind()
    {
        byte[] bytes = RandomBytes(20 * Mi);
        await PutAsync("a", bytes);
        await using IOpenObject open = (await Store.OpenAsync("a", default))!;
        RewritePlan plan = new(bytes.Length, new(1, 1, 0, []), BreaksOff());
        await Assert.ThrowsAsync<RefusedException>(() => Store.TryReplaceAsync(open, plan, default));
        Assert.Equal(bytes, await GetAsync("a"));
        Assert.Equal(0, await LeftOversAsync());

        static async IAsyncEnumerable<Segment> BreaksOff()
        {
            yield return new Segment.Copy(0, 16 * Mi);
            yield return new Segment.Write(new byte[6 * Mi]);
            await Task.Yield();
            throw new RefusedException(RefusalCode.Corrupt, "The page ends early.");
        }
    }

    [Fact]
    public async Task A_plan_for_another_length_is_refused()
    {
        await PutAsync("a", RandomBytes(10));
        await using IOpenObject open = (await Store.OpenAsync("a", default))!;
        await Assert.ThrowsAsync<RefusedException>(() => Store.TryReplaceAsync(open, Plan(11), default));
    }

    private protected static Segment.Write Written(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    private protected static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    protected override Task PutAsync(string key, byte[] bytes) => Client.PutObjectAsync(new()
    {
        BucketName = Options.Bucket,
        Key = "lake/" + key,
        InputStream = new MemoryStream(bytes),
        UseChunkEncoding = false,
    });

    protected override async Task<int> LeftOversAsync() =>
        (await Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Options.Bucket })).MultipartUploads?.Count ?? 0;

    protected override Task DeleteAsync(string key) => Client.DeleteObjectAsync(Options.Bucket, "lake/" + key);

    private protected async Task<ObjectInfo?> ReplaceAsync(string key, params Segment[] segments)
    {
        await using IOpenObject open = (await Store.OpenAsync(key, default))!;
        return await Store.TryReplaceAsync(open, Plan(open.Length, segments), default);
    }

    private protected async Task<byte[]> GetAsync(string key)
    {
        using GetObjectResponse answer = await Client.GetObjectAsync(Options.Bucket, "lake/" + key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task AssertHoldsAsync(string key, byte[] expected, ObjectInfo after, bool readFromStore = true)
    {
        byte[] actual = await GetAsync(key);
        Assert.True(expected.AsSpan().SequenceEqual(actual), "other bytes than expected");
        await using IOpenObject open = (await Store.OpenAsync(key, default))!;
        Assert.Equal((after.Length, after.Version, after.VersionId), (open.Info.Length, open.Info.Version, open.Info.VersionId));
        if (readFromStore)
        {
            byte[] bytes = new byte[open.Length];
            await open.ReadAsync(0, bytes, default);
            Assert.Equal(expected, bytes);
        }
    }

    private async Task<string> DescribeAsync(string key)
    {
        GetObjectMetadataResponse head = await Client.GetObjectMetadataAsync(Options.Bucket, "lake/" + key);
        GetObjectTaggingResponse tags = await Client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = Options.Bucket, Key = "lake/" + key });
        GetObjectAclResponse acl = await Client.GetObjectAclAsync(new GetObjectAclRequest { BucketName = Options.Bucket, Key = "lake/" + key });
        return string.Join(
            '\n',
            [
                head.ContentType, head.CacheControl, head.ContentDisposition, head.ContentEncoding, head.ContentLanguage, head.ExpiresString, head.StorageClass?.Value,
                .. head.Metadata.Keys.Where(name => name != SourceMark.Header).Order().Select(name => $"{name}={head.Metadata[name]}"),
                .. (tags.Tagging ?? []).Select(tag => $"{tag.Key}={tag.Value}"),
                .. (acl.Grants ?? []).Select(grant => $"{grant.Grantee.CanonicalUser} {grant.Permission}").Order(),
            ]);
    }
}

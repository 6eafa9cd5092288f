using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.Policies;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Policies;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Policies;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Whole jobs with the generated policy and nothing else: objects by one put and by parts, versions, markers, tags, grants, and a partition of the person.</summary>
[Collection(CephTests.Name)]
public sealed class JobsUnderPolicyTests(CephFixture ceph) : IAsyncLifetime
{
    private const string Mine = """{"by":"u-2042"}""" + "\n";
    private const string Other = """{"by":"u-1"}""" + "\n";
    private const int LargeRows = 900_000;

    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { Prefix = "shop/clicks" };

    private readonly TempFolder folder = new();
    private string bucket = "";

    public async Task InitializeAsync()
    {
        ceph.Strict.Reset();
        bucket = await ceph.NewBucketAsync(versioned: true);
    }

    public Task DisposeAsync()
    {
        ceph.Strict.Reset();
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task On_Ceph_another_user_erases_by_the_buckets_policy()
    {
        await FillAsync(isTagged: true, isGranted: true);
        PolicyDocument policy = Policies(ceph.Endpoint, "arn:aws:iam:::user/other").Bucket!;
        await ceph.Client.PutBucketPolicyAsync(new() { BucketName = bucket, Policy = JsonSerializer.Serialize(policy) });
        S3StoreOptions options = new() { Bucket = bucket, Endpoint = ceph.Endpoint, RetryPause = TimeSpan.FromMilliseconds(1) };
        using AmazonS3Client client = S3Clients.Create(options, new BasicAWSCredentials("other", "othersecret"));

        await EraseAsync(await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default), Clicks);

        DeleteObjectsException kept = await Assert.ThrowsAsync<DeleteObjectsException>(
            () => client.DeleteObjectsAsync(new() { BucketName = bucket, Objects = [new KeyVersion { Key = "elsewhere" }, new KeyVersion { Key = "shop/clicks2/a" }] }));
        Assert.Equal(["AccessDenied", "AccessDenied"], kept.Response.DeleteErrors.Select(error => error.Code));
        foreach (string forbidden in new[] { "shop/clicks2/a", "elsewhere" })
        {
            AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.GetObjectAsync(bucket, forbidden));
            Assert.Equal("AccessDenied", refused.ErrorCode);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_AWS_a_job_asks_for_nothing_else_and_for_all_but_what_it_may_need(bool deleteOldVersions)
    {
        // Tags on what is uploaded in parts are written as AWS takes them, which Ceph doesn't.
        await FillAsync(isTagged: false);
        S3StoreOptions options = new() { Bucket = bucket, Endpoint = ceph.Strict.Url, RetryPause = TimeSpan.FromMilliseconds(1) };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        DataMapper mapper = Clicks with { DeleteOldVersions = deleteOldVersions };
        PolicyGate gate = new(Policies(null, null, mapper).Host);
        ceph.Strict.Before = gate.AnswerAsync;

        await EraseAsync(store, mapper);

        Assert.True(gate.Refused.IsEmpty, string.Join("; ", gate.Refused));

        // Those of archives, of object locks, of buckets without versions, and of the opening of the store.
        string[] unused =
        [
            "s3:GetBucketVersioning", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectTagging", "s3:GetObjectAcl", "s3:RestoreObject", "s3:AbortMultipartUpload",
        ];
        Assert.Equal(
            unused.Order(),
            Policies(null, null, mapper).Host.Statement.SelectMany(statement => statement.Action)
                .Where(action => action.StartsWith("s3:", StringComparison.Ordinal))
                .Distinct()
                .Except(gate.Used.Keys)
                .Order());
        Assert.Equal(403, (int)(await Assert.ThrowsAsync<AmazonS3Exception>(() => client.GetObjectAsync(bucket, "shop/clicks2/a"))).StatusCode);
    }

    [Fact]
    public async Task Elsewhere_opening_the_store_asks_for_nothing_else_either()
    {
        await FillAsync(isTagged: true);
        PolicyGate gate = new(Policies(ceph.Strict.Url, null).Host);
        ceph.Strict.Before = gate.AnswerAsync;
        S3StoreOptions options = new() { Bucket = bucket, Endpoint = ceph.Strict.Url, RetryPause = TimeSpan.FromMilliseconds(1) };
        using AmazonS3Client client = CephFixture.ClientOf(options);

        await EraseAsync(await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default), Clicks);

        Assert.Empty(gate.Refused);
    }

    private MapperPolicies Policies(Uri? endpoint, string? principal, DataMapper? mapper = null) =>
        new MapperPolicyWriter(new S3Configuration { Bucket = bucket, Region = "eu-central-1", Endpoint = endpoint?.ToString() }, null).Of(mapper ?? Clicks, principal);

    private async Task FillAsync(bool isTagged, bool isGranted = false)
    {
        string rows = string.Create(CultureInfo.InvariantCulture, $"{Mine}{string.Concat(Enumerable.Repeat(Other, LargeRows))}{Mine}");
        PutObjectRequest large = new() { BucketName = bucket, Key = "shop/clicks/large", ContentBody = rows, UseChunkEncoding = false };
        PutObjectRequest small = new()
        {
            BucketName = bucket,
            Key = "shop/clicks/small",
            ContentBody = Mine + Other,
            UseChunkEncoding = false,
            TagSet = [new Tag { Key = "owner", Value = "sales" }],
            Grants =
            [
                new S3Grant { Grantee = new() { CanonicalUser = "other" }, Permission = S3Permission.READ },
                new S3Grant { Grantee = new() { CanonicalUser = "test" }, Permission = S3Permission.FULL_CONTROL }
            ],
        };
        large.TagSet = isTagged ? small.TagSet : null;

        // Ceph judges the source of a copy by its grants alone (docs/s3.md).
        large.Grants = isGranted ? small.Grants : null;
        await ceph.Client.PutObjectAsync(large);
        await ceph.Client.PutObjectAsync(small);
        await PutAsync("shop/clicks/older", Mine, Other);
        await PutAsync("shop/clicks/by=u-2042/a", "{}\n");
        await PutAsync("shop/clicks/under-marker", Mine);
        await ceph.Client.DeleteObjectAsync(bucket, "shop/clicks/under-marker");
        await PutAsync("shop/clicks2/a", Mine);
        await PutAsync("elsewhere", Mine);
    }

    private async Task PutAsync(string key, params string[] versions)
    {
        foreach (string text in versions)
        {
            await ceph.Client.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = text, UseChunkEncoding = false });
        }
    }

    private async Task EraseAsync(S3ObjectStore store, DataMapper mapper)
    {
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, null, mapper), _ => store);

        Assert.True(await world.RunAsync() is Outcome.Erased, (await world.DescribeAsync()).ToJsonString());

        Assert.Equal(Other, await ReadAsync("shop/clicks/small"));
        Assert.Equal(Other.Length * LargeRows, (await ReadAsync("shop/clicks/large")).Length);
        string[] left = [.. (await ceph.Client.ListVersionsAsync(bucket, "shop/clicks/")).Versions.Where(version => version.IsDeleteMarker != true).Select(version => version.Key["shop/clicks/".Length..])];
        Assert.Equal(mapper.DeleteOldVersions ? ["large", "older", "small"] : ["by=u-2042/a", "large", "large", "older", "older", "small", "small", "under-marker"], left);
        Assert.True(store.Traffic.BytesCopied > 0);
    }

    private async Task<string> ReadAsync(string key)
    {
        using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, key);
        using StreamReader reader = new(answer.ResponseStream);
        return await reader.ReadToEndAsync();
    }
}

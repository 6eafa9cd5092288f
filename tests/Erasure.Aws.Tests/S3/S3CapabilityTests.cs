using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Core.Objects;
using Erasure.Aws.Tests.Servers;

namespace Erasure.Aws.Tests.S3;

[Collection(CephTests.Name)]
public sealed class S3CapabilityTests(CephFixture ceph)
{
    [Fact]
    public async Task Ceph_16_honours_no_condition_in_a_versioned_bucket()
    {
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned: true), Endpoint = ceph.Endpoint };
        S3ObjectStore store = await S3ObjectStore.OpenAsync(ceph.Client, options, TimeProvider.System, default);
        Assert.Equal(
            new S3Capabilities(Versioned: true, Put: false, Complete: false, CopySource: false, Delete: false, DecodesSourceTwice: true, BareETags: false, DigestETags: true),
            store.Capabilities);
        Assert.False(store.Capabilities.ReplacesOnCondition);
        Assert.Empty((await ceph.Client.ListVersionsAsync(options.Bucket)).Versions ?? []);
    }

    [Fact]
    public async Task What_AWS_documents_is_found_where_it_is_enforced()
    {
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned: false), Endpoint = ceph.Strict.Url };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        Assert.Equal(S3Capabilities.Aws(versioned: false) with { DecodesSourceTwice = true }, store.Capabilities);
        Assert.Empty((await ceph.Client.ListObjectsV2Async(new() { BucketName = options.Bucket })).S3Objects ?? []);
    }

    [Fact]
    public async Task A_bucket_where_nothing_could_be_replaced_safely_is_refused()
    {
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned: false), Endpoint = ceph.Endpoint };
        UnusableStoreException error = await Assert.ThrowsAsync<UnusableStoreException>(() => S3ObjectStore.OpenAsync(ceph.Client, options, TimeProvider.System, default));
        Assert.Equal(("not-safe", false), (error.Reason, error.MayPass));
        Assert.Contains("Enable versioning", error.Message);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_told()
    {
        S3StoreOptions options = new() { Bucket = "nowhere", Endpoint = ceph.Endpoint };
        S3Exception error = await Assert.ThrowsAsync<S3Exception>(() => S3ObjectStore.OpenAsync(ceph.Client, options, TimeProvider.System, default));
        Assert.Equal(("NoSuchBucket", "bucket-not-found", false), (error.Code, error.Reason, error.MayPass));
        Assert.StartsWith($"S3 refused GetBucketVersioning on bucket nowhere at {ceph.Endpoint.GetLeftPart(UriPartial.Authority)}: NoSuchBucket (HTTP 404). ", error.Message);
    }
}

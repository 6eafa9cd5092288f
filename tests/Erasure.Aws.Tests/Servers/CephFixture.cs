using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Servers;

/// <summary>Ceph's S3 gateway, started once for the tests that need it: about 20 s.</summary>
public sealed class CephFixture : IAsyncLifetime
{
    private ForeignServer? server;
    private int buckets;

    internal Uri Endpoint => server!.Url;

    internal AmazonS3Client Client { get; private set; } = null!;

    /// <summary>AWS's ways, in front of the same gateway.</summary>
    internal StrictS3Proxy Strict { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        server = await ForeignServer.StartAsync("bash", [Repository.PathOf("tests", "Erasure.Aws.Tests", "Servers", "ceph.sh")], TimeSpan.FromMinutes(4));
        Client = ClientOf(new() { Bucket = "", Endpoint = Endpoint });
        Strict = await StrictS3Proxy.StartAsync(Endpoint);
    }

    internal static AmazonS3Client ClientOf(S3StoreOptions options) => S3Clients.Create(options, new BasicAWSCredentials("test", "testsecret"));

    /// <summary>A bucket of the test's own.</summary>
    internal async Task<string> NewBucketAsync(bool versioned, bool objectLock = false)
    {
        string bucket = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref buckets)}");
        await Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, ObjectLockEnabledForBucket = objectLock });
        if (versioned && !objectLock)
        {
            await Client.PutBucketVersioningAsync(new() { BucketName = bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } });
        }

        return bucket;
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (Strict is not null)
        {
            await Strict.DisposeAsync();
        }

        server?.Dispose();
    }
}

/// <summary>Tests that share one gateway.</summary>
[CollectionDefinition(Name)]
public sealed class CephTests : ICollectionFixture<CephFixture>
{
    public const string Name = "ceph";
}

using System.Diagnostics;
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
    private int roles;

    internal Uri Endpoint => server!.Url;

    internal AmazonS3Client Client { get; private set; } = null!;

    /// <summary>AWS's ways, in front of the same gateway.</summary>
    internal StrictS3Proxy Strict { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        foreach (string tool in (string[])["node", "ceph-mon", "ceph-osd", "radosgw"])
        {
            Tools.Expect(tool, "the S3 tests run Ceph's gateway (Debian: apt-get install --no-install-recommends nodejs ceph-mon ceph-osd radosgw)");
        }

        server = await ForeignServer.StartAsync("bash", [Repository.PathOf("tests", "Erasure.Aws.Tests", "Servers", "ceph.sh")], TimeSpan.FromMinutes(4));
        Client = ClientOf(new() { Bucket = "", Endpoint = Endpoint });
        Strict = await StrictS3Proxy.StartAsync(Endpoint);
    }

    internal static AmazonS3Client ClientOf(S3StoreOptions options) => S3Clients.Create(options, new BasicAWSCredentials("test", "testsecret"));

    /// <summary>A client whose requests go through a handler of the test's own.</summary>
    internal static AmazonS3Client ClientOf(S3StoreOptions options, HttpMessageHandler handler)
    {
        AmazonS3Client client = ClientOf(options);
        ((AmazonS3Config)client.Config).HttpClientFactory = new OneClient(handler);
        return client;
    }

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

    /// <summary>ARN of a new role that the tests' user may take on, with a policy (IAM's JSON).</summary>
    internal async Task<string> NewRoleAsync(string policy)
    {
        string role = string.Create(CultureInfo.InvariantCulture, $"role-{Interlocked.Increment(ref roles)}");
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/test"]},"Action":["sts:AssumeRole"]}]}""";
        await AdminAsync("role", "create", $"--role-name={role}", $"--assume-role-policy-doc={Trust}");
        await AdminAsync("role-policy", "put", $"--role-name={role}", "--policy-name=policy", $"--policy-doc={policy}");
        return $"arn:aws:iam:::role/{role}";
    }

    private async Task AdminAsync(params string[] command)
    {
        string configuration = Path.Combine(server!.Ready.GetProperty("folder").GetString()!, "ceph.conf");
        using Process process = Process.Start(new ProcessStartInfo("radosgw-admin", ["--conf", configuration, .. command]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] words = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, string.Join('\n', words));
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

using Amazon.Runtime;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Erasure.Aws.Tests;

/// <summary>What a host registers, against the servers.</summary>
public static class AwsServicesTests
{
    private static DataMapper Mapper(string? bucket) =>
        new() { Id = "a", Prefix = "a", Bucket = bucket, Format = DataFormat.Csv, Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>>() };

    [Collection(CephTests.Name)]
    public sealed class Lake(CephFixture ceph)
    {
        [Fact]
        public async Task Each_bucket_of_a_lake_has_one_store_and_one_that_was_missing_is_looked_for_again()
        {
            string first = await ceph.NewBucketAsync(versioned: true);
            S3Configuration s3 = new() { Bucket = first, Endpoint = ceph.Endpoint.ToString(), RemovalBatch = 10 };
            using S3LakeStores lake = new(s3, (options, _) => S3Clients.Create(options, new BasicAWSCredentials("test", "testsecret")), TimeProvider.System);

            IObjectStore store = await lake.OfAsync(Mapper(null), default);
            Assert.Same(store, await lake.OfAsync(Mapper(first), default));
            Assert.True(((S3ObjectStore)store).Capabilities.Versioned);

            const string Later = "not-there-yet";
            Assert.Equal("NoSuchBucket", (await Assert.ThrowsAsync<S3Exception>(() => lake.OfAsync(Mapper(Later), default).AsTask())).Code);
            await ceph.Client.PutBucketAsync(Later);
            await ceph.Client.PutBucketVersioningAsync(new() { BucketName = Later, VersioningConfig = new() { Status = Amazon.S3.VersionStatus.Enabled } });
            Assert.NotSame(store, await lake.OfAsync(Mapper(Later), default));
        }
    }

    [Collection(DynaliteTests.Name)]
    public sealed class Records(DynaliteFixture dynalite)
    {
        [Fact]
        public async Task A_host_has_its_table_before_anything_else_starts()
        {
            // The SDK's chain looks here first.
            Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
            Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
            HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddHostedService<FirstWriter>();
            builder.Services.AddDynamoDbRecords(new() { Table = "made-at-start", Endpoint = dynalite.Url.ToString() });
            using IHost host = builder.Build();

            await host.StartAsync();

            Assert.NotNull(await host.Services.GetRequiredService<IRecordStore>().GetAsync(FirstWriter.Key, default));
            await host.StopAsync();
        }
    }

    private sealed class FirstWriter(IRecordStore records) : IHostedService
    {
        public static readonly RecordKey Key = new("test", "first");

        public Task StartAsync(CancellationToken cancellationToken) =>
            records.TryPutAsync(Key, "written"u8.ToArray(), expectedVersion: 0, expiresAt: null, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

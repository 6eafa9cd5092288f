using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Two jobs and a program that appends rows, all at once on one object.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 takes ten times as many races.</remarks>
[Collection(CephTests.Name)]
public sealed class RaceOnS3Tests(CephFixture ceph)
{
    private static readonly int Tenths = LongTests.Asked ? 10 : 1;

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Races_leave_nothing_to_erase_and_lose_nothing_where_conditions_are_honoured(bool locks, bool versioned)
    {
        ceph.Strict.Reset();
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned), Endpoint = ceph.Strict.Url };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        await RaceAsync(client, options.Bucket, new ObjectRace(store, (key, row) => AppendAsync(client, options.Bucket, key, row), locks), (versioned ? 20 : 100) * Tenths);
    }

    // A write without a condition overwrites others' by itself, so the appender here is one that checks as the store does.
    [Theory]
    [InlineData(false, 1000)]
    [InlineData(false, 1)]
    [InlineData(true, 1000)]
    public async Task Races_leave_nothing_to_erase_and_lose_nothing_where_versions_are_checked(bool locks, int removalBatch)
    {
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned: true), Endpoint = ceph.Endpoint, RemovalBatch = removalBatch };
        using DawdlingHandler dawdling = new(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }, new Random(4711));
        using AmazonS3Client client = CephFixture.ClientOf(options, dawdling);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        Assert.False(store.Capabilities.ReplacesOnCondition);
        await RaceAsync(client, options.Bucket, new ObjectRace(store, (key, row) => AppendAsync(store, key, row), locks), (removalBatch == 1 ? 10 : 20) * Tenths);
        Assert.NotEqual(0, dawdling.Dawdled);
    }

    private static Task RaceAsync(AmazonS3Client client, string bucket, ObjectRace race, int rounds) =>
        Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, stop) =>
        {
            string key = $"{round}.jsonl";
            await client.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = ObjectRace.Start, UseChunkEncoding = false }, stop);

            Assert.All(await race.RunAsync(key), left => Assert.Equal(JobObjectState.Clean, left));

            using GetObjectResponse answer = await client.GetObjectAsync(bucket, key, stop);
            using StreamReader reader = new(answer.ResponseStream);
            Assert.Equal(ObjectRace.End, await reader.ReadToEndAsync(stop));
        });

    /// <summary>As any program on AWS would: read, then put on condition that the ETag is still that.</summary>
    private static async Task<bool> AppendAsync(AmazonS3Client client, string bucket, string key, string row)
    {
        using GetObjectResponse read = await client.GetObjectAsync(bucket, key);
        using StreamReader reader = new(read.ResponseStream);
        string text = await reader.ReadToEndAsync();
        try
        {
            await client.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = text + row, IfMatch = read.ETag, UseChunkEncoding = false });
            return true;
        }
        catch (AmazonS3Exception changed) when (changed.StatusCode is System.Net.HttpStatusCode.PreconditionFailed or System.Net.HttpStatusCode.Conflict or System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Appends a row by the store itself, unless it is there: a write may have succeeded, been built upon and removed before its writer looked.</summary>
    private static async Task<bool> AppendAsync(S3ObjectStore store, string key, string row)
    {
        try
        {
            await using IOpenObject? open = await store.OpenAsync(key, default);
            if (open is null)
            {
                return false;
            }

            byte[] bytes = new byte[open.Length];
            await open.ReadAsync(0, bytes, default);
            if (Encoding.UTF8.GetString(bytes).Contains(row, StringComparison.Ordinal))
            {
                return true;
            }

            IEnumerable<Segment> segments = [new Segment.Copy(0, open.Length), new Segment.Write(Encoding.UTF8.GetBytes(row))];
            return await store.TryReplaceAsync(open, new RewritePlan(open.Length, new Findings(0, 0, 0, []), segments.ToAsyncEnumerable()), default) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Jobs;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Two jobs and a program that appends rows, all at once on one object.</summary>
[Collection(CephTests.Name)]
public sealed class RaceOnS3Tests(CephFixture ceph)
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_thousand_races_leave_nothing_to_erase_and_lose_nothing_where_conditions_are_honoured(bool locks, bool versioned)
    {
        ceph.Strict.Reset();
        await RaceAsync(ceph.Strict.Url, versioned, locks, rounds: versioned ? 200 : 1000, (client, _) => (bucket, key, row) => AppendAsync(client, bucket, key, row));
    }

    // A write without a condition overwrites others' by itself, so the appender here is one that checks as the store does.
    [Fact]
    public Task Races_leave_nothing_to_erase_and_lose_nothing_where_versions_are_checked_and_jobs_take_locks() =>
        RaceAsync(ceph.Endpoint, versioned: true, locks: true, rounds: 50, (_, store) => (_, key, row) => AppendAsync(store, key, row));

    private async Task RaceAsync(Uri endpoint, bool versioned, bool locks, int rounds, Func<AmazonS3Client, S3ObjectStore, Func<string, string, string, Task<bool>>> appender)
    {
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned), Endpoint = endpoint };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        Func<string, string, string, Task<bool>> append = appender(client, store);
        ObjectRace race = new(store, (key, row) => append(options.Bucket, key, row), locks);
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, stop) =>
        {
            string key = $"{round}.jsonl";
            await client.PutObjectAsync(new() { BucketName = options.Bucket, Key = key, ContentBody = ObjectRace.Start, UseChunkEncoding = false }, stop);

            Assert.All(await race.RunAsync(key), left => Assert.Equal(JobObjectState.Clean, left));

            using GetObjectResponse answer = await client.GetObjectAsync(options.Bucket, key, stop);
            using StreamReader reader = new(answer.ResponseStream);
            Assert.Equal(ObjectRace.End, await reader.ReadToEndAsync(stop));
        });
    }

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

    private static async Task<bool> AppendAsync(S3ObjectStore store, string key, string row)
    {
        await using IOpenObject? open = await store.OpenAsync(key, default);
        if (open is null)
        {
            return false;
        }

        IEnumerable<Segment> segments = [new Segment.Copy(0, open.Length), new Segment.Write(Encoding.UTF8.GetBytes(row))];
        return await store.TryReplaceAsync(open, new RewritePlan(open.Length, new Findings(0, 0, 0, []), segments.ToAsyncEnumerable()), default) is not null;
    }
}

using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Jobs;
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
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned), Endpoint = ceph.Strict.Url };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        ObjectRace race = new(store, (key, row) => AppendAsync(client, options.Bucket, key, row), locks);
        await Parallel.ForAsync(0, versioned ? 200 : 1000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, stop) =>
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
}

using Amazon.S3;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Aws.Tests.S3;

/// <summary>The SDK repeats a put whose answer was lost: then the condition doesn't hold any more, since the put took place.</summary>
public sealed class LostAnswerTests
{
    private static readonly S3StoreOptions Options = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true, KeepAcl = false };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_put_whose_answer_was_lost_is_known_by_its_bytes(bool isOurs)
    {
        using MemoryS3 s3 = new("lake");
        s3.Put("a", "0123456789");
        using LosesAnswersHandler losing = new(s3, request =>
        {
            if (request.Method == HttpMethod.Put && !isOurs)
            {
                s3.Put("a", "others");
            }

            return request.Method == HttpMethod.Put;
        });
        using AmazonS3Client client = CephFixture.ClientOf(Options, losing);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, Options, TimeProvider.System, default);
        await using IOpenObject open = (await store.OpenAsync("a", default))!;

        ObjectInfo? successor = await store.TryReplaceAsync(open, new RewritePlan(10, new Findings(0, 0, 0, []), new Segment[] { new Segment.Copy(0, 9) }.ToAsyncEnumerable()), default);

        Assert.Equal((1, isOurs, isOurs ? "012345678" : "others"), (losing.Lost, successor is not null, s3.Text("a")));
    }

    [Fact]
    public void The_ETag_of_parts_is_the_digest_of_their_digests()
    {
        byte[][] parts = [ArrivedBytes.Digest("a"u8), ArrivedBytes.Digest("b"u8)];

        Assert.Equal(
            $"{ArrivedBytes.ETagOf(ArrivedBytes.Digest([.. parts[0], .. parts[1]]))}-2",
            ArrivedBytes.ETagOf([$"\"{ArrivedBytes.ETagOf(parts[0])}\"", ArrivedBytes.ETagOf(parts[1])]));
        Assert.Null(ArrivedBytes.ETagOf(["\"0123\""]));
        Assert.Null(ArrivedBytes.ETagOf(["not a digest at all, but long enough"]));
    }
}

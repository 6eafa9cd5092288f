using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.S3;

[Collection(CephTests.Name)]
public sealed class ParquetOnS3Tests(CephFixture ceph)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_row_leaves_a_large_file_and_little_of_it_travels(bool strict)
    {
        ceph.Strict.Reset();
        using var folder = new TempFolder();
        string before = folder["before.parquet"], after = folder["after.parquet"];
        Foreign.Sql($"COPY (SELECT i AS id, md5(i::VARCHAR) || sha256(i::VARCHAR) AS payload FROM range(400000) r(i)) TO '{before}' (FORMAT parquet, ROW_GROUP_SIZE 20480)", "SELECT 1");
        S3StoreOptions options = new() { Bucket = await ceph.NewBucketAsync(versioned: true), Endpoint = strict ? ceph.Strict.Url : ceph.Endpoint };
        using AmazonS3Client client = CephFixture.ClientOf(options);
        S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, TimeProvider.System, default);
        await client.PutObjectAsync(new() { BucketName = options.Bucket, Key = "orders/1.parquet", FilePath = before, UseChunkEncoding = false });
        RowPredicate person = new([new SimpleMatch(["id"], [new SecretText("277777")])], []);

        await using (IOpenObject open = (await store.OpenAsync("orders/1.parquet", default))!)
        {
            RewritePlan plan = await new ParquetRowEraser().PlanAsync(open, person, default);
            Assert.Equal(1, (await plan.FindAllAsync(default)).RowsMatched);
            Assert.NotNull(await store.TryReplaceAsync(open, plan, default));
        }

        long size = new FileInfo(before).Length;
        long moved = store.Traffic.BytesDownloaded + store.Traffic.BytesUploaded;
        Assert.True(moved < 14 << 20, $"{moved} of {size} bytes travelled");
        await using IOpenObject again = (await store.OpenAsync("orders/1.parquet", default))!;
        Assert.Equal(0, (await new ParquetRowEraser().FindAsync(again, person, default)).RowsMatched);
        using (GetObjectResponse answer = await client.GetObjectAsync(options.Bucket, "orders/1.parquet"))
        {
            await answer.WriteResponseStreamToFileAsync(after, append: false, default);
        }

        Assert.Equal(Others(before), Others(after));
        Assert.Equal("399999", Foreign.Sql($"SELECT count(*) FROM read_parquet('{after}')")[0][0]);
        Assert.Equal(1, (await store.RemoveOlderVersionsAsync("orders/1.parquet", again.Info.VersionId, default)).Removed);
    }

    private static string?[] Others(string path) =>
        Foreign.Sql($"SELECT count(*), sum(hash(id, payload)) FROM read_parquet('{path}') WHERE id <> 277777")[0];
}

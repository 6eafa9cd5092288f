using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Servers;

namespace Erasure.Aws.Tests;

/// <summary>Roles of Ceph's own security token service.</summary>
[Collection(CephTests.Name)]
public sealed class RoleCredentialsTests(CephFixture ceph)
{
    private const string Reads = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Resource":["arn:aws:s3:::*","arn:aws:s3:::*/*"]}]}""";

    [Fact]
    public async Task A_client_in_a_role_may_do_what_the_role_may_and_no_more()
    {
        string bucket = await ceph.NewBucketAsync(versioned: true);
        await ceph.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "a", ContentBody = "a" });
        S3StoreOptions options = new() { Bucket = bucket, Endpoint = ceph.Endpoint, StsEndpoint = ceph.Endpoint, RoleArn = await ceph.NewRoleAsync(Reads) };
        using AmazonS3Client client = CephFixture.ClientOf(options);

        ListObjectsV2Response listed = await client.ListObjectsV2Async(new() { BucketName = bucket });
        AmazonS3Exception refused = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "b", ContentBody = "b" }));

        Assert.Equal("a", Assert.Single(listed.S3Objects).Key);
        Assert.Equal("AccessDenied", refused.ErrorCode);
    }

    [Fact]
    public async Task A_role_that_can_not_be_taken_on_is_told()
    {
        using RoleCredentials credentials = new(new BasicAWSCredentials("test", "testsecret"), "arn:aws:iam:::role/nobody", new S3StoreOptions { Bucket = "b", StsEndpoint = ceph.Endpoint });
        await Assert.ThrowsAnyAsync<AmazonServiceException>(credentials.GetCredentialsAsync);
    }
}

using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;

namespace Erasure.Aws.Tests.S3;

/// <summary>What no server here has: checksums, KMS keys, storage classes.</summary>
public sealed class KeptAttributesTests
{
    private static readonly S3Gateway Gateway = new(null!, new() { Bucket = "b", RequesterPays = true });

    [Fact]
    public void Encryption_storage_class_and_payer_are_carried_over()
    {
        GetObjectMetadataResponse head = new()
        {
            StorageClass = S3StorageClass.IntelligentTiering,
            ServerSideEncryptionMethod = ServerSideEncryptionMethod.AWSKMS,
            ServerSideEncryptionKeyManagementServiceKeyId = "arn:aws:kms:eu-central-1:1:key/k",
            BucketKeyEnabled = true,
        };
        var attributes = new KeptAttributes(head, [], []);
        PutObjectRequest put = attributes.ToPut(Gateway, "k");
        InitiateMultipartUploadRequest begin = attributes.ToMultipart(Gateway, "k");
        Assert.All([put.Headers, begin.Headers], headers => Assert.Equal(
            ("INTELLIGENT_TIERING", "aws:kms", "arn:aws:kms:eu-central-1:1:key/k", "true"),
            (headers["x-amz-storage-class"], headers["x-amz-server-side-encryption"], headers["x-amz-server-side-encryption-aws-kms-key-id"], headers["x-amz-server-side-encryption-bucket-key-enabled"])));
        Assert.Equal((RequestPayer.Requester, RequestPayer.Requester), (put.RequestPayer, begin.RequestPayer));
        Assert.Null(put.ChecksumAlgorithm);
        Assert.Null(begin.ChecksumType);
    }

    [Theory]
    [InlineData("CRC64NVME", "FULL_OBJECT", "FULL_OBJECT")]
    [InlineData("CRC32C", "COMPOSITE", "COMPOSITE")]
    [InlineData("CRC32", "FULL_OBJECT", "FULL_OBJECT")]
    [InlineData("SHA256", "FULL_OBJECT", "COMPOSITE")]
    [InlineData("SHA1", "COMPOSITE", "COMPOSITE")]
    public void The_checksum_algorithm_is_kept_in_the_way_that_S3_takes_it(string algorithm, string type, string expected)
    {
        GetObjectMetadataResponse head = new() { ChecksumType = ChecksumType.FindValue(type) };
        typeof(GetObjectMetadataResponse).GetProperty("Checksum" + algorithm)!.SetValue(head, "AAAA");
        var attributes = new KeptAttributes(head, [], []);
        Assert.Equal(algorithm, attributes.ToPut(Gateway, "k").ChecksumAlgorithm.Value);
        Assert.Equal((algorithm, expected), (attributes.ToMultipart(Gateway, "k").ChecksumAlgorithm.Value, attributes.ToMultipart(Gateway, "k").ChecksumType.Value));
    }
}

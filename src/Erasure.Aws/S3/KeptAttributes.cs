using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Everything about an object but its bytes, to be carried over to its successor.</summary>
internal sealed record KeptAttributes(GetObjectMetadataResponse Head, List<Tag> Tags, List<S3Grant> Grants)
{
    /// <summary>The checksum algorithm that the object was uploaded with; null where S3 names none.</summary>
    public ChecksumAlgorithm? Checksum { get; } =
        Head.ChecksumCRC64NVME is not null ? ChecksumAlgorithm.CRC64NVME
        : Head.ChecksumCRC32C is not null ? ChecksumAlgorithm.CRC32C
        : Head.ChecksumCRC32 is not null ? ChecksumAlgorithm.CRC32
        : Head.ChecksumSHA256 is not null ? ChecksumAlgorithm.SHA256
        : Head.ChecksumSHA1 is not null ? ChecksumAlgorithm.SHA1
        : null;

    /// <summary>Where the endpoint honours no condition: what the successor is made from.</summary>
    public SourceMark? Mark { get; init; }

    /// <summary>Of a multipart upload a SHA can only be a checksum of checksums, and CRC64 only one of the whole object (S3 User Guide, "Checking object integrity").</summary>
    private ChecksumType? MultipartChecksumType =>
        Checksum is null ? null
        : Checksum == ChecksumAlgorithm.CRC64NVME ? ChecksumType.FULL_OBJECT
        : Checksum == ChecksumAlgorithm.SHA1 || Checksum == ChecksumAlgorithm.SHA256 ? ChecksumType.COMPOSITE
        : Head.ChecksumType;

    /// <summary>Reads tags and grants; the head is known.</summary>
    /// <exception cref="RefusedException">The object is encrypted with a key that only its writer has.</exception>
    public static async Task<KeptAttributes> ReadAsync(S3Gateway gateway, S3OpenObject source, bool keepAcl, CancellationToken cancellationToken)
    {
        string key = source.FullKey;
        string? version = source.Info.VersionId;
        if (source.Head.ServerSideEncryptionCustomerMethod is { Value: not "" } method && method != ServerSideEncryptionCustomerMethod.None)
        {
            throw new RefusedException(RefusalCode.Encrypted, "The object is encrypted with a customer-provided key (SSE-C), which nobody here has.");
        }

        GetObjectTaggingResponse tags = await gateway.CallAsync(
            "GetObjectTagging",
            client => client.GetObjectTaggingAsync(new() { BucketName = gateway.Bucket, Key = key, VersionId = version, RequestPayer = gateway.Payer }, cancellationToken),
            cancellationToken);
        if (source.Head.TagsCount is > 0 and var count && tags.Tagging?.Count != count)
        {
            throw Unlike("tags");
        }

        if (!keepAcl)
        {
            return new(source.Head, tags.Tagging ?? [], []);
        }

        GetObjectAclResponse acl = await gateway.CallAsync(
            "GetObjectAcl",
            client => client.GetObjectAclAsync(new() { BucketName = gateway.Bucket, Key = key, VersionId = version, RequestPayer = gateway.Payer }, cancellationToken),
            cancellationToken);
        if (acl.Owner?.Id is not { Length: > 0 })
        {
            throw Unlike("grants");
        }

        bool ownersOnly = acl.Grants is null || acl.Grants.TrueForAll(grant => grant.Grantee.CanonicalUser is { } user && user == acl.Owner.Id);
        return new(source.Head, tags.Tagging ?? [], ownersOnly ? [] : acl.Grants!);
    }

    private static RefusedException Unlike(string what) => new(RefusalCode.UnsupportedFeature, $"The server's answer to what {what} the object has isn't one, so that its successor would lose them.");

    public PutObjectRequest ToPut(S3Gateway gateway, string key)
    {
        PutObjectRequest request = new()
        {
            BucketName = gateway.Bucket,
            Key = key,
            RequestPayer = gateway.Payer,
            TagSet = Tags,
            Grants = Grants,
            ChecksumAlgorithm = Checksum,
        };
        CopyHeaders(gateway.Bucket, key, request.Headers, request.Metadata);
        return request;
    }

    public InitiateMultipartUploadRequest ToMultipart(S3Gateway gateway, string key)
    {
        InitiateMultipartUploadRequest request = new()
        {
            BucketName = gateway.Bucket,
            Key = key,
            RequestPayer = gateway.Payer,
            TagSet = Tags,
            Grants = Grants,
            ChecksumAlgorithm = Checksum,
            ChecksumType = MultipartChecksumType,
        };
        CopyHeaders(gateway.Bucket, key, request.Headers, request.Metadata);
        return request;
    }

    private void CopyHeaders(string bucket, string key, HeadersCollection headers, MetadataCollection metadata)
    {
        headers.ContentType = Head.ContentType ?? "binary/octet-stream";
        Copy("Cache-Control", Head.CacheControl);
        Copy("Content-Disposition", Head.ContentDisposition);
        Copy("Content-Encoding", Head.ContentEncoding);
        Copy("Content-Language", Head.ContentLanguage);
        Copy("Expires", Head.ExpiresString);

        // The requests have no base with properties for these.
        Copy("x-amz-storage-class", Head.StorageClass);
        Copy("x-amz-server-side-encryption", Head.ServerSideEncryptionMethod);
        Copy("x-amz-server-side-encryption-aws-kms-key-id", Head.ServerSideEncryptionKeyManagementServiceKeyId);
        Copy("x-amz-server-side-encryption-bucket-key-enabled", Head.BucketKeyEnabled == true ? "true" : null);
        Copy("x-amz-website-redirect-location", Head.WebsiteRedirectLocation);
        foreach (string name in Head.Metadata.Keys.Where(static name => name != SourceMark.Header))
        {
            metadata[name] = Head.Metadata[name];
        }

        if (Mark is not null)
        {
            metadata[SourceMark.Header] = Mark.Write(bucket, key);
        }

        void Copy(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                headers[name] = value;
            }
        }
    }
}

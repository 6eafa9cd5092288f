using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Finds out what an endpoint honours by trying it on an object of its own, which is gone afterwards.</summary>
internal sealed class CapabilityProbe(S3Gateway gateway, string prefix)
{
    private const string WrongETag = "\"00000000000000000000000000000000\"";

    /// <summary>The folder, below the store's prefix, that objects of a probe are in for a moment.</summary>
    public const string Folder = "_erasure-probe";

    private readonly string key = string.Create(CultureInfo.InvariantCulture, $"{prefix}{Folder}/{Guid.NewGuid():N}%20");

    private string EncodedOnceMore => key.Replace("%", "%25", StringComparison.Ordinal);

    /// <summary>Whether the bucket keeps versions.</summary>
    public static async Task<bool> IsVersionedAsync(S3Gateway gateway, CancellationToken cancellationToken)
    {
        GetBucketVersioningResponse answer = await gateway.CallAsync(
            "GetBucketVersioning", client => client.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = gateway.Bucket }, cancellationToken), cancellationToken);
        return answer.VersioningConfig?.Status == VersionStatus.Enabled;
    }

    public async Task<S3Capabilities> RunAsync(CancellationToken cancellationToken)
    {
        bool versioned = await IsVersionedAsync(gateway, cancellationToken);
        await new ListingProbe(gateway, prefix + Folder).RunAsync(versioned, cancellationToken);
        try
        {
            string etag = (await PutAsync(null, cancellationToken)).ETag;
            bool put = await RefusesAsync(() => PutAsync(WrongETag, cancellationToken));
            bool quoted = put && !await RefusesAsync(() => PutAsync(etag, cancellationToken));
            bool bare = put && !quoted && !await RefusesAsync(() => PutAsync(etag.Trim('"'), cancellationToken));
            Func<string, string> form = bare ? static value => value.Trim('"') : static value => value;
            bool complete = (quoted || bare) && await HonoursCompleteAsync(form, etag, cancellationToken);

            // the completed object has an ETag of its own
            bool twice = await DecodesTwiceAsync(cancellationToken);
            string sourceKey = twice ? EncodedOnceMore : key;
            bool copySource = await RefusesAsync(() => CopyPartAsync(sourceKey, WrongETag, cancellationToken));
            await RequireCopiedRangesAsync(sourceKey, cancellationToken);
            bool delete = await RefusesAsync(() => DeleteAsync(WrongETag, cancellationToken));
            bool digest = etag.Trim('"') == Convert.ToHexStringLower(ArrivedBytes.Digest("probe"u8));
            return new(versioned, quoted || bare, complete, copySource, delete, twice, bare, digest);
        }
        finally
        {
            await CleanUpAsync(versioned);
        }
    }

    private static async Task<bool> RefusesAsync(Func<Task> request)
    {
        try
        {
            await request();
            return false;
        }
        catch (S3Exception failure) when (failure.IsChanged)
        {
            return true;
        }
        catch (S3Exception failure) when (failure.Code is "NotImplemented" or "InvalidArgument" or "InvalidRequest")
        {
            return false;
        }
    }

    /// <summary>Whether the key of a copy's source is decoded once too often, so that there is no such source. Ceph says 403 of that to all but the bucket's owner.</summary>
    private async Task<bool> DecodesTwiceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CopyPartAsync(key, null, cancellationToken);
            return false;
        }
        catch (S3Exception failure) when (failure.IsMissing || failure.Status == HttpStatusCode.Forbidden)
        {
            await CopyPartAsync(EncodedOnceMore, null, cancellationToken);
            return true;
        }
    }

    private Task<PutObjectResponse> PutAsync(string? ifMatch, CancellationToken cancellationToken) => gateway.CallAsync(
        "PutObject",
        client => client.PutObjectAsync(new() { BucketName = gateway.Bucket, Key = key, ContentBody = "probe", IfMatch = ifMatch, UseChunkEncoding = false }, cancellationToken),
        cancellationToken);

    private Task<DeleteObjectResponse> DeleteAsync(string ifMatch, CancellationToken cancellationToken) => gateway.CallAsync(
        "DeleteObject",
        client => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = gateway.Bucket, Key = key, IfMatch = ifMatch }, cancellationToken),
        cancellationToken);

    private async Task<bool> HonoursCompleteAsync(Func<string, string> form, string etag, CancellationToken cancellationToken) =>
        await RefusesAsync(() => CompleteAsync(form(WrongETag), cancellationToken)) && !await RefusesAsync(() => CompleteAsync(form(etag), cancellationToken));

    private Task CompleteAsync(string ifMatch, CancellationToken cancellationToken) => UploadAsync(
        async upload =>
        {
            UploadPartResponse part = await gateway.CallAsync(
                "UploadPart",
                client => client.UploadPartAsync(
                    new() { BucketName = gateway.Bucket, Key = key, UploadId = upload, PartNumber = 1, InputStream = new MemoryStream("probe"u8.ToArray()), UseChunkEncoding = false }, cancellationToken),
                cancellationToken);
            CompleteMultipartUploadRequest request = new() { BucketName = gateway.Bucket, Key = key, UploadId = upload, IfMatch = ifMatch };
            request.AddPartETags(part);
            await gateway.CallAsync("CompleteMultipartUpload", client => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>A server that copies all of the source in place of a range of it would double everybody's rows.</summary>
    /// <exception cref="UnusableStoreException">It does.</exception>
    private async Task RequireCopiedRangesAsync(string sourceKey, CancellationToken cancellationToken)
    {
        AskedRange range = new(1, 3);
        await UploadAsync(
            async upload =>
            {
                CopyPartResponse part = await CopyPartAsync(upload, sourceKey, range, ifMatch: null, cancellationToken);
                CompleteMultipartUploadRequest request = new() { BucketName = gateway.Bucket, Key = key, UploadId = upload, PartETags = [new PartETag(part, copyChecksums: false) { PartNumber = 1 }] };
                await gateway.CallAsync("CompleteMultipartUpload", client => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken);
                return true;
            },
            cancellationToken);
        if (await gateway.HeadAsync(key, null, cancellationToken) is not { } made || made.ContentLength != range.Count)
        {
            throw new UnusableStoreException(StoreReasons.NotSupported, $"The endpoint of bucket {gateway.Bucket} copies other bytes than it was asked for (UploadPartCopy with a range): what it makes of long objects would be wrong. Use another server.");
        }
    }

    private Task CopyPartAsync(string sourceKey, string? ifMatch, CancellationToken cancellationToken) => UploadAsync(
        async upload =>
        {
            await CopyPartAsync(upload, sourceKey, new AskedRange(0, 5), ifMatch, cancellationToken);
            return false;
        },
        cancellationToken);

    private Task<CopyPartResponse> CopyPartAsync(string upload, string sourceKey, AskedRange range, string? ifMatch, CancellationToken cancellationToken)
    {
        CopyPartRequest request = new()
        {
            SourceBucket = gateway.Bucket,
            SourceKey = sourceKey,
            DestinationBucket = gateway.Bucket,
            DestinationKey = key,
            UploadId = upload,
            PartNumber = 1,
            FirstByte = range.Offset,
            LastByte = range.Offset + range.Count - 1,
            ETagToMatch = ifMatch is null ? null : [ifMatch],
        };
        return gateway.CallAsync("UploadPartCopy", client => client.CopyPartAsync(request, cancellationToken), cancellationToken);
    }

    private async Task UploadAsync(Func<string, Task<bool>> use, CancellationToken cancellationToken)
    {
        InitiateMultipartUploadResponse upload = await gateway.CallAsync(
            "CreateMultipartUpload", client => client.InitiateMultipartUploadAsync(new() { BucketName = gateway.Bucket, Key = key }, cancellationToken), cancellationToken);
        bool completed = false;
        try
        {
            completed = await use(upload.UploadId);
        }
        finally
        {
            if (!completed)
            {
                await gateway.CallAsync(
                    "AbortMultipartUpload",
                    client => client.AbortMultipartUploadAsync(new() { BucketName = gateway.Bucket, Key = key, UploadId = upload.UploadId }, CancellationToken.None),
                    CancellationToken.None);
            }
        }
    }

    private async Task CleanUpAsync(bool versioned)
    {
        List<string?> versions = [];
        if (versioned)
        {
            await foreach (S3ObjectVersion version in gateway.VersionsAsync(key, CancellationToken.None))
            {
                versions.Add(version.VersionId);
            }
        }
        else
        {
            versions.Add(null);
        }

        foreach (string? version in versions)
        {
            await gateway.CallAsync(
                "DeleteObject",
                client => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = gateway.Bucket, Key = key, VersionId = version }, CancellationToken.None),
                CancellationToken.None);
        }
    }
}

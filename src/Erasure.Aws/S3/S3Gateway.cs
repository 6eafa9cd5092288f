using System.Net;
using System.Runtime.CompilerServices;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>The edge to the SDK: one bucket, and every failure an <see cref="S3Exception"/> without a key in it.</summary>
internal sealed class S3Gateway(IAmazonS3 client, S3StoreOptions options)
{
    /// <summary>The ETag of no byte, where ETags are MD5.</summary>
    private const string NothingTag = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    public string Bucket => options.Bucket;

    public RequestPayer? Payer => options.RequesterPays ? RequestPayer.Requester : null;

    public async Task<T> CallAsync<T>(string operation, Func<IAmazonS3, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(client);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is not StoreException
                and (AmazonServiceException or AmazonClientException or HttpRequestException or IOException or XmlException or TimeoutException or OperationCanceledException))
        {
            throw S3Exception.From(operation, failure, options);
        }
    }

    /// <summary>Null where there is no such object or version, or it is a delete marker.</summary>
    /// <exception cref="UnusableStoreException">What is answered is no head, or that of another version.</exception>
    public async Task<GetObjectMetadataResponse?> HeadAsync(string fullKey, string? versionId, CancellationToken cancellationToken)
    {
        GetObjectMetadataRequest request = new() { BucketName = Bucket, Key = fullKey, VersionId = versionId, RequestPayer = Payer };
        if (options.Endpoint is null)
        {
            request.ChecksumMode = ChecksumMode.ENABLED;
        }

        try
        {
            GetObjectMetadataResponse head = await CallAsync("HeadObject", client => client.GetObjectMetadataAsync(request, cancellationToken), cancellationToken);
            if (head.HttpStatusCode != HttpStatusCode.OK || head.ETag is not { Length: > 0 } || (versionId is not null && head.VersionId is not null && head.VersionId != versionId))
            {
                throw new UnusableStoreException(StoreReasons.NotSupported, $"The endpoint of bucket {Bucket} answered a request for an object's head with something else: it names no ETag, without which nothing can be replaced on the condition that it is still the same, or another version than was asked for. Use another server, and no cache before it.");
            }

            return head;
        }
        catch (S3Exception failure) when (failure.IsMissing || failure.Status == HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }
    }

    /// <summary>The length of an object whose head doesn't say it, in bytes: it needn't (RFC 9110, 9.3.2), and Ceph leaves it out where it is 0.</summary>
    /// <exception cref="UnusableStoreException">Nothing says it.</exception>
    public async Task<long> LengthAsync(string fullKey, GetObjectMetadataResponse head, CancellationToken cancellationToken)
    {
        GetObjectRequest request = new() { BucketName = Bucket, Key = fullKey, VersionId = head.VersionId, EtagToMatch = head.ETag, RequestPayer = Payer };
        using GetObjectResponse whole = await CallAsync("GetObject", client => client.GetObjectAsync(request, cancellationToken), cancellationToken);
        return whole.HttpStatusCode == HttpStatusCode.OK && whole.Headers["Content-Length"] is not null && whole.ETag == head.ETag
            ? whole.ContentLength
            : throw new UnusableStoreException(StoreReasons.NotSupported, $"The endpoint of bucket {Bucket} doesn't say how long an object is: use another server, and no proxy before it that leaves Content-Length out.");
    }

    /// <summary>Objects whose key begins with a prefix, behind a key where one is given; by key, a page at a time.</summary>
    public async IAsyncEnumerable<S3Object> ObjectsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken, string? after = null, int? pageSize = null)
    {
        ListObjectsV2Request request = new()
        {
            BucketName = Bucket,
            Prefix = prefix,
            StartAfter = after,
            MaxKeys = pageSize,
            Encoding = EncodingType.Url,
            RequestPayer = Payer,
            OptionalObjectAttributes = options.Endpoint is null ? ["RestoreStatus"] : null,
        };
        ListObjectsV2Response page;
        string? last = null;
        do
        {
            page = await CallAsync("ListObjectsV2", client => client.ListObjectsV2Async(request, cancellationToken), cancellationToken);
            RequireListing(page, page.IsTruncated, page.NextContinuationToken, goesOn: page.NextContinuationToken != request.ContinuationToken);
            RequireEvery(page.Delimiter, page.CommonPrefixes);
            foreach (S3Object item in page.S3Objects ?? [])
            {
                RequireEntry(item);
                item.Key = UrlEncoding.Decode(item.Key, page.Encoding);
                RequireListed(item.Key, prefix, last is null || KeyOrder.Instance.Compare(item.Key, last) > 0);
                await RequireEmptyAsync(item, versionId: null, cancellationToken);
                last = item.Key;
                yield return item;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>Versions and markers of keys that begin with a prefix, behind a key where one is given; by key and then newest first, a page at a time.</summary>
    public async IAsyncEnumerable<S3ObjectVersion> VersionsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken, string? after = null, int? pageSize = null)
    {
        ListVersionsRequest request = new() { BucketName = Bucket, Prefix = prefix, KeyMarker = after, MaxKeys = pageSize, Encoding = EncodingType.Url, RequestPayer = Payer };
        ListVersionsResponse page;
        string? last = null;
        (string?, string?) marker = default;
        HashSet<string> ofKey = new(StringComparer.Ordinal);
        do
        {
            page = await CallAsync("ListObjectVersions", client => client.ListVersionsAsync(request, cancellationToken), cancellationToken);
            RequireListing(page, page.IsTruncated, page.NextKeyMarker, goesOn: (page.NextKeyMarker, page.NextVersionIdMarker) != marker);
            RequireEvery(page.Delimiter, page.CommonPrefixes);
            marker = (page.NextKeyMarker, page.NextVersionIdMarker);
            foreach (S3ObjectVersion version in page.Versions ?? [])
            {
                RequireEntry(version);
                version.Key = UrlEncoding.Decode(version.Key, page.Encoding);
                int order = last is null ? 1 : KeyOrder.Instance.Compare(version.Key, last);
                if (order > 0)
                {
                    ofKey.Clear();
                }

                RequireListed(version.Key, prefix, order >= 0 && ofKey.Add(version.VersionId));
                await RequireEmptyAsync(version, version.VersionId, cancellationToken);
                last = version.Key;
                yield return version;
            }

            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker is null ? null : UrlEncoding.Decode(page.NextKeyMarker, page.Encoding), page.NextVersionIdMarker);
        }
        while (page.IsTruncated == true);
    }

    // The SDK makes an empty page of whatever lacks a listing's elements, such as a proxy's own page, and an empty page would end the listing.
    private void RequireListing(AmazonWebServiceResponse page, bool? isTruncated, string? next, bool goesOn)
    {
        if (page.HttpStatusCode != HttpStatusCode.OK || isTruncated != next is { Length: > 0 } || (isTruncated == true && !goesOn))
        {
            throw new NotListedException(NotListedException.NotListable, $"The endpoint of bucket {Bucket} answered a request for a listing with something else, or doesn't say whether and where it goes on: check the server, and what is before it.");
        }
    }

    // Nobody asked for keys to be rolled up: what stands below them would be missed.
    private void RequireEvery(string? delimiter, List<string>? rolledUp)
    {
        if (delimiter is { Length: > 0 } || rolledUp is { Count: > 0 })
        {
            throw new NotListedException(NotListedException.NotListable, $"The endpoint of bucket {Bucket} answered a request for all keys with some rolled up by a delimiter: check the server, and what is before it.");
        }
    }

    // What is listed as empty is never opened. A tag other than that of no byte contradicts it, or is of a key or of parts: the head says which.
    private async Task RequireEmptyAsync(S3Object entry, string? versionId, CancellationToken cancellationToken)
    {
        if (entry.Size == 0 && entry.ETag is not (null or NothingTag) && await TryHeadAsync(entry.Key, versionId, cancellationToken) is { ContentLength: > 0 } head && head.ETag == entry.ETag)
        {
            throw new NotListedException(NotListedException.NotListable, $"The endpoint of bucket {Bucket} lists an object as empty that has bytes: check the server.");
        }
    }

    // Who may list and not read can't ask, as where the marks of table formats are looked for.
    private async Task<GetObjectMetadataResponse?> TryHeadAsync(string fullKey, string? versionId, CancellationToken cancellationToken)
    {
        try
        {
            return await HeadAsync(fullKey, versionId, cancellationToken);
        }
        catch (S3Exception failure) when (failure.Status == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private void RequireEntry(S3Object entry)
    {
        bool isMarker = entry is S3ObjectVersion { IsDeleteMarker: true };
        if (entry.Key is not { Length: > 0 } || (!isMarker && (entry.Size is null || entry.ETag is not { Length: > 0 })) || entry is S3ObjectVersion { VersionId: not { Length: > 0 } })
        {
            throw new NotListedException(NotListedException.NotListable, $"The endpoint of bucket {Bucket} lists an object without key, size, ETag or version: check the server.");
        }
    }

    // Whoever goes on behind a key relies on it that all others come later.
    private void RequireListed(string key, string prefix, bool goesOn)
    {
        if (!goesOn || !key.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new UnusableStoreException(StoreReasons.NotSupported, $"The endpoint of bucket {Bucket} lists keys that weren't asked for, one twice, or in another order than that of their bytes: objects might not be found. Use another server.");
        }
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Aws.S3;

/// <summary>Objects in an S3 bucket, or in any server that speaks S3.</summary>
/// <remarks>
/// A replacement never trusts a lock. It is conditional on the ETag that was read where the endpoint honours that; elsewhere
/// the bucket must be versioned, each write says which version it was made from, and it is taken back if that isn't the one below (docs/s3.md).
/// </remarks>
public sealed class S3ObjectStore : IVersionedObjectStore
{
    private const int FirstLook = 16;

    private readonly S3Gateway gateway;
    private readonly S3StoreOptions options;
    private readonly TimeProvider time;

    private S3ObjectStore(S3Gateway gateway, S3StoreOptions options, S3Capabilities capabilities, TimeProvider time) =>
        (this.gateway, this.options, Capabilities, this.time) = (gateway, options, capabilities, time);

    /// <summary>What the endpoint and the bucket were found to honour.</summary>
    public S3Capabilities Capabilities { get; }

    /// <summary>Bytes moved so far.</summary>
    public S3Traffic Traffic { get; } = new();

    /// <summary>Finds out what the endpoint honours and opens the store. On AWS that is known; elsewhere it takes some twenty small requests on objects of its own.</summary>
    /// <exception cref="StoreException">The bucket can't be reached or may not be used, or nothing could be replaced safely there, or not every object found.</exception>
    public static async Task<S3ObjectStore> OpenAsync(IAmazonS3 client, S3StoreOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var edge = new S3Gateway(client, options);
        S3Capabilities capabilities = options.Endpoint is null
            ? S3Capabilities.Aws(await CapabilityProbe.IsVersionedAsync(edge, cancellationToken))
            : await new CapabilityProbe(edge, options.Prefix).RunAsync(cancellationToken);
        return capabilities.ReplacesOnCondition || capabilities.Versioned
            ? new(edge, options, capabilities, time)
            : throw new UnusableStoreException(
                StoreReasons.NotSafe,
                $"The endpoint of {options.Place} honours no conditional writes and the bucket keeps no versions, so that another writer's data could be lost. Enable versioning on the bucket.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => ListAsync(prefix, after: null, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (S3Object item in gateway.ObjectsAsync(options.Prefix + prefix, cancellationToken, after is null ? null : options.Prefix + after))
        {
            ObjectInfo info = Describe(item);

            // Not every server heeds where to begin.
            if (after is null || KeyOrder.Instance.Compare(info.Key, after) > 0)
            {
                yield return info;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        // A key comes before every longer one that begins with it.
        S3Object? first = await gateway.ObjectsAsync(options.Prefix + key, cancellationToken, pageSize: 1).FirstOrDefaultAsync(cancellationToken);
        return first?.Key == options.Prefix + key ? Describe(first) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> HoldsAsync(string folder, Func<ObjectInfo, bool> isWanted, string? except, CancellationToken cancellationToken)
    {
        // Nearly always one of the first few is, and each folder is asked about whenever an object of it goes.
        string? last = null;
        await foreach (ObjectInfo info in gateway.ObjectsAsync($"{options.Prefix}{folder}/", cancellationToken, pageSize: FirstLook).Take(FirstLook).Select(Describe).WithCancellation(cancellationToken))
        {
            if (isWanted(info))
            {
                return true;
            }

            last = info.Key;
        }

        return last is not null && await ListAsync($"{folder}/", last, cancellationToken).AnyAsync(isWanted, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken) => OpenAsync(key, null, cancellationToken);

    /// <inheritdoc/>
    public Task<IOpenObject?> OpenVersionAsync(string key, string versionId, CancellationToken cancellationToken) => OpenAsync(key, versionId, cancellationToken);

    /// <inheritdoc/>
    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        S3OpenObject source = Unhindered(original);
        if (plan.SourceLength != source.Length)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"The plan is for an object of {plan.SourceLength} bytes, and this one has {source.Length}.");
        }

        try
        {
            KeptAttributes attributes = await KeptAttributes.ReadAsync(gateway, source, options.KeepAcl, cancellationToken);
            WrittenObject? written = Capabilities.ReplacesOnCondition
                ? await new SuccessorWriter(gateway, options, Capabilities, Traffic, source, attributes).WriteAsync(plan, cancellationToken)
                : await WriteCheckedAsync(source, attributes, plan, cancellationToken);
            if (written is null)
            {
                return null;
            }

            // Ceph doesn't name the ETag of what it completes.
            string etag = written.ETag is { Length: > 0 } told ? told : (await gateway.HeadAsync(source.FullKey, written.VersionId, cancellationToken))?.ETag ?? "";
            return new(original.Info.Key, written.Length, etag, time.GetUtcNow()) { VersionId = written.VersionId };
        }
        catch (SourceChangedException)
        {
            return null;
        }
        catch (S3Exception failure) when (failure.IsChanged)
        {
            return null;
        }
        catch (S3Exception failure) when (failure.IsMissing)
        {
            // Gone, or there and yet not found by a copy: a server that reads its key otherwise than we do.
            return !await new VersionGuard(gateway, source).IsCurrentAsync(cancellationToken)
                ? null
                : throw new RefusedException(RefusalCode.UnsupportedFeature, "The server says that the object isn't there, though it is; its key may have a character that this server can't copy from.", failure);
        }
    }

    /// <inheritdoc/>
    /// <remarks>In a versioned bucket this leaves a delete marker; <see cref="RemoveOlderVersionsAsync"/> removes it with what is below it.</remarks>
    public async Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken)
    {
        S3OpenObject source = Unhindered(original);
        if (!Capabilities.Delete && !Capabilities.Versioned)
        {
            throw new RefusedException(RefusalCode.UnsupportedFeature, "The endpoint honours no conditional delete and the bucket keeps no versions; enable versioning on the bucket.");
        }

        try
        {
            var guard = new VersionGuard(gateway, source);
            SourceMark? mark = Capabilities.Delete ? null : await guard.LookAsync(cancellationToken);
            if (!Capabilities.Delete && mark is null)
            {
                return false;
            }

            DeleteObjectRequest request = new()
            {
                BucketName = gateway.Bucket,
                Key = source.FullKey,
                RequestPayer = gateway.Payer,
                IfMatch = Capabilities.Delete ? Capabilities.IfMatch(source.Info.Version) : null,
            };
            DeleteObjectResponse answer = await gateway.CallAsync("DeleteObject", client => client.DeleteObjectAsync(request, cancellationToken), cancellationToken);
            return mark is null || await guard.ConfirmAsync(answer.VersionId, mark, CancellationToken.None);
        }
        catch (S3Exception failure) when (failure.IsChanged || failure.IsMissing)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A folder is what consoles show for a prefix; some keep an empty object of that name with a slash, which goes.</remarks>
    public async Task<bool> TryRemoveEmptyFolderAsync(string folder, CancellationToken cancellationToken)
    {
        string marker = $"{folder}/";
        switch (await ListAsync(marker, cancellationToken).Take(2).ToListAsync(cancellationToken))
        {
            case []:
                return true;
            case [{ Length: 0, Hindrance: null } only] when only.Key == marker:
                await using (IOpenObject? open = await OpenAsync(marker, cancellationToken))
                {
                    return open is { Length: 0, Info.Hindrance: null } && await TryDeleteAsync(open, cancellationToken);
                }

            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken) => ListVersionsAsync(prefix, after: null, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (S3ObjectVersion version in gateway.VersionsAsync(options.Prefix + prefix, cancellationToken, after is null ? null : options.Prefix + after))
        {
            ObjectInfo info = ToInfo(version, version.Key) with { VersionId = version.VersionId, Hindrance = Hindrances.Of(version.StorageClass?.Value, version.RestoreStatus) };

            // Ceph begins with the marker's own versions, where AWS begins behind them.
            if (after is null || KeyOrder.Instance.Compare(info.Key, after) > 0)
            {
                yield return new(info, version.IsLatest == true, version.IsDeleteMarker == true);
            }
        }
    }

    /// <inheritdoc/>
    public Task<VersionRemoval> RemoveOlderVersionsAsync(string key, string? than, CancellationToken cancellationToken) =>
        new VersionRemover(gateway, options, Capabilities, time).RemoveAsync(options.Prefix + key, than, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> RequestRestoreAsync(string key, string? versionId, CancellationToken cancellationToken)
    {
        RestoreObjectRequest request = new()
        {
            BucketName = gateway.Bucket,
            Key = options.Prefix + key,
            VersionId = versionId,
            Days = options.RestoreDays,
            RetrievalTier = GlacierJobTier.Standard,
            RequestPayer = gateway.Payer,
        };
        try
        {
            await gateway.CallAsync("RestoreObject", client => client.RestoreObjectAsync(request, cancellationToken), cancellationToken);
            return true;
        }
        catch (S3Exception failure) when (failure.Code == "RestoreAlreadyInProgress")
        {
            return true;
        }
        catch (S3Exception failure) when (failure.IsMissing || failure.IsArchived)
        {
            // "Invalid object state" of a restore says that the object is in no archive.
            return false;
        }
    }

    /// <summary>Writes without a condition, and looks before and after; null where somebody else was there.</summary>
    private async Task<WrittenObject?> WriteCheckedAsync(S3OpenObject source, KeptAttributes attributes, RewritePlan plan, CancellationToken cancellationToken)
    {
        var guard = new VersionGuard(gateway, source);
        if (await guard.LookAsync(cancellationToken) is not { } mark)
        {
            return null;
        }

        SuccessorWriter writer = new(gateway, options, Capabilities, Traffic, source, attributes with { Mark = mark }) { IsStillCurrentAsync = guard.IsCurrentAsync };
        WrittenObject written = await writer.WriteAsync(plan, cancellationToken);
        return await guard.ConfirmAsync(written.VersionId, mark, CancellationToken.None) ? written : null;
    }

    private async Task<IOpenObject?> OpenAsync(string key, string? versionId, CancellationToken cancellationToken)
    {
        bool sure = versionId is not null || options.Endpoint is null || !Capabilities.Versioned;
        GetObjectMetadataResponse? head = sure
            ? await gateway.HeadAsync(options.Prefix + key, versionId, cancellationToken)
            : await new CurrentVersion(gateway, options, Capabilities).HeadAsync(options.Prefix + key, cancellationToken);
        if (head is null)
        {
            return null;
        }

        long length = head.Headers["Content-Length"] is null ? await gateway.LengthAsync(options.Prefix + key, head, cancellationToken) : head.ContentLength;
        ObjectInfo info = new(key, length, head.ETag, Utc(head.LastModified))
        {
            VersionId = head.VersionId ?? versionId ?? (Capabilities.Versioned ? CurrentVersion.Unnamed : null),
            Hindrance = Hindrances.Of(head, time.GetUtcNow()),
        };
        return new S3OpenObject(gateway, options, Traffic, time, options.Prefix + key, info, head);
    }

    private static S3OpenObject Unhindered(IOpenObject original) => original.Info.Hindrance is { } hindrance
        ? throw new HinderedException(hindrance)
        : original as S3OpenObject ?? throw new ArgumentException("The object was opened by another store.", nameof(original));

    private ObjectInfo Describe(S3Object item) => ToInfo(item, item.Key) with { Hindrance = Hindrances.Of(item.StorageClass?.Value, item.RestoreStatus) };

    private ObjectInfo ToInfo(S3Object item, string fullKey) => new(fullKey[options.Prefix.Length..], item.Size ?? 0, item.ETag ?? "", Utc(item.LastModified));

    private static DateTimeOffset Utc(DateTime? value) =>
        value is { } at ? new(at.ToUniversalTime(), TimeSpan.Zero) : DateTimeOffset.Parse("1970-01-01T00:00:00Z", CultureInfo.InvariantCulture);
}

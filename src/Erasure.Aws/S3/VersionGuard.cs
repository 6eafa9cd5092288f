using Amazon.S3.Model;

namespace Erasure.Aws.S3;

/// <summary>For endpoints that honour no condition: looks, after a write to a versioned bucket, whether the version below is the one that was read, and takes the write back if not.</summary>
/// <remarks>In between, readers may see the successor of an older version. Nothing is lost, since the version that came in between is still there and becomes the current one again.</remarks>
internal sealed class VersionGuard(S3Gateway gateway, S3OpenObject source)
{
    /// <summary>Whether the source is still the current version: spares most writes that would be taken back.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? now = await gateway.HeadAsync(source.FullKey, null, cancellationToken);
        return now is not null && now.ETag == source.Info.Version && now.VersionId == source.Info.VersionId;
    }

    /// <summary>Whether the write of <paramref name="versionId"/> follows the source; if not, it has been taken back.</summary>
    /// <exception cref="IOException">It could not be taken back.</exception>
    public async Task<bool> ConfirmAsync(string? versionId, CancellationToken cancellationToken)
    {
        if (versionId is null)
        {
            throw new IOException("S3 named no version for what was written, though the bucket is versioned; check the bucket's versioning.");
        }

        bool below = false;
        bool isAlone = true;
        await foreach (S3ObjectVersion version in gateway.VersionsAsync(source.FullKey, cancellationToken))
        {
            if (version.Key != source.FullKey)
            {
                continue;
            }

            if (below)
            {
                if (version.VersionId == source.Info.VersionId)
                {
                    return true;
                }

                isAlone = false;
                break;
            }

            below = version.VersionId == versionId;
        }

        // What was below is gone: somebody took this one for the object and removed the rest. Taken back, nothing would be left.
        if (!below || !isAlone)
        {
            await TakeBackAsync(versionId);
        }

        return false;
    }

    private async Task TakeBackAsync(string versionId)
    {
        try
        {
            await gateway.CallAsync(
                "DeleteObject",
                client => client.DeleteObjectAsync(
                    new DeleteObjectRequest { BucketName = gateway.Bucket, Key = source.FullKey, VersionId = versionId, RequestPayer = gateway.Payer }, CancellationToken.None),
                CancellationToken.None);
        }
        catch (S3Exception failure)
        {
            throw new IOException(
                $"The object was written by somebody else meanwhile, and version {versionId}, which hides that write, could not be taken back: remove that version by hand.", failure);
        }
    }
}

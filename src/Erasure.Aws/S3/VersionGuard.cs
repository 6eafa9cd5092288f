using Amazon.S3.Model;

namespace Erasure.Aws.S3;

/// <summary>For endpoints that honour no condition: looks, after a write to a versioned bucket, whether it counts, and takes it back if not.</summary>
/// <remarks>In between, readers may see the successor of an older version. Nothing is lost, since the version that came in between is still there and becomes the current one again.</remarks>
internal sealed class VersionGuard(S3Gateway gateway, S3OpenObject source)
{
    /// <summary>The mark of a write that is made from the source; null where that is no longer the current version: spares most writes that would be taken back.</summary>
    public async Task<SourceMark?> LookAsync(CancellationToken cancellationToken) =>
        await gateway.VersionsAsync(source.FullKey, cancellationToken).FirstOrDefaultAsync(version => version.Key == source.FullKey, cancellationToken) is { } now
        && now.ETag == source.Info.Version && now.VersionId == source.Info.VersionId && now.IsDeleteMarker != true
            ? SourceMark.Of(now)
            : null;

    /// <summary>Whether the source is still the current version.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? now = await gateway.HeadAsync(source.FullKey, null, cancellationToken);
        return now is not null && now.ETag == source.Info.Version && (now.VersionId ?? CurrentVersion.Unnamed) == (source.Info.VersionId ?? CurrentVersion.Unnamed);
    }

    /// <summary>Whether a write counts; if not, it has been taken back, or is below what others wrote.</summary>
    /// <returns>False also where it is gone: taken back by who saw it first, or built upon and removed with what was older.</returns>
    /// <exception cref="IOException">It could not be taken back.</exception>
    public async Task<bool> ConfirmAsync(string? versionId, SourceMark mark, CancellationToken cancellationToken)
    {
        if (versionId is null)
        {
            throw new IOException("S3 named no version for what was written, though the bucket is versioned; check the bucket's versioning.");
        }

        while (true)
        {
            VersionLine line = await VersionLine.ReadAsync(gateway, source.FullKey, cancellationToken);
            int at = line.IndexOf(versionId);
            if (at < 0)
            {
                return false;
            }

            if (await line.CountsAsync(at, mark, cancellationToken) is { } counts)
            {
                // Below others' writes it stays until older versions go: one that removes those just now makes it hard to judge.
                if (!counts && at == 0)
                {
                    await line.TakeBackAsync(at);
                }

                return counts;
            }
        }
    }
}

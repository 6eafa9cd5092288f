using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Removes versions and delete markers of one key, a batch at a time, the oldest first, and tries again what failed.</summary>
internal sealed class VersionRemover(S3Gateway gateway, S3StoreOptions options, S3Capabilities capabilities, TimeProvider time)
{
    /// <summary>Removes what is older than a version; null stands for the current one, which goes too if it is a delete marker.</summary>
    public async Task<VersionRemoval> RemoveAsync(string fullKey, string? than, CancellationToken cancellationToken)
    {
        VersionLine line = than is null && !capabilities.ReplacesOnCondition
            ? await VersionLine.SettleAsync(gateway, fullKey, cancellationToken)
            : await VersionLine.ReadAsync(gateway, fullKey, cancellationToken);
        int kept = than is null ? 0 : line.IndexOf(than);
        if (kept < 0 || line.Versions.Count == 0)
        {
            return new(0, []);
        }

        bool isGone = than is null && line.Versions[0].IsDeleteMarker == true;
        S3ObjectVersion[] older = [.. line.Versions.Skip(isGone ? 0 : kept + 1)];
        int source = isGone || capabilities.ReplacesOnCondition ? -1 : await SourceAsync(line, kept, older, cancellationToken);
        return source < 0 ? await RemoveAsync(fullKey, older, cancellationToken) : await RemoveInOrderAsync(fullKey, older, source, cancellationToken);
    }

    private static async Task<int> SourceAsync(VersionLine line, int kept, S3ObjectVersion[] older, CancellationToken cancellationToken) =>
        await line.MarkOfAsync(kept, cancellationToken) is { } mark ? Array.FindIndex(older, version => version.VersionId == mark.VersionId) : -1;

    /// <summary>What the kept version was made from goes last: while anything else is below, it says that the kept version counts.</summary>
    private async Task<VersionRemoval> RemoveInOrderAsync(string fullKey, S3ObjectVersion[] older, int source, CancellationToken cancellationToken)
    {
        VersionRemoval between = await RemoveAsync(fullKey, older[..source], cancellationToken);
        VersionRemoval below = await RemoveAsync(fullKey, older[(source + 1)..], cancellationToken);
        VersionRemoval rest = new(between.Removed + below.Removed, [.. between.Left, .. below.Left]);

        // One that stays and isn't known to be older than the source would pass for a write in between.
        if (rest.Left.FirstOrDefault(left => older.Single(version => version.VersionId == left.VersionId).LastModified >= older[source].LastModified) is { } hidden)
        {
            return rest with { Left = [.. rest.Left, hidden with { VersionId = older[source].VersionId }] };
        }

        VersionRemoval last = await RemoveAsync(fullKey, [older[source]], cancellationToken);
        return new(rest.Removed + last.Removed, [.. rest.Left, .. last.Left]);
    }

    private async Task<VersionRemoval> RemoveAsync(string fullKey, S3ObjectVersion[] versions, CancellationToken cancellationToken)
    {
        List<VersionLeft> left = [];
        foreach (string[] batch in versions.Reverse().Select(static version => version.VersionId).Chunk(options.RemovalBatch))
        {
            left.AddRange(await RemoveBatchAsync(fullKey, batch, cancellationToken));
        }

        return new(versions.Length - left.Count, left);
    }

    private async Task<List<VersionLeft>> RemoveBatchAsync(string fullKey, string[] batch, CancellationToken cancellationToken)
    {
        string[] open = batch;
        for (int attempt = 0; ; attempt++)
        {
            List<DeleteError> errors = await DeleteAsync(fullKey, open, cancellationToken);
            errors.RemoveAll(static error => error.Code is "NoSuchVersion" or "NoSuchKey");
            if (errors.Count == 0)
            {
                return [];
            }

            if (attempt == options.Retries || errors.TrueForAll(static error => error.Code == "AccessDenied"))
            {
                return [.. await Task.WhenAll(errors.Select(async error => new VersionLeft(error.VersionId, error.Code, await HindranceAsync(fullKey, error.VersionId, cancellationToken))))];
            }

            open = [.. errors.Select(static error => error.VersionId)];
            await Task.Delay(options.RetryPause * (1 << attempt), time, cancellationToken);
        }
    }

    private async Task<List<DeleteError>> DeleteAsync(string fullKey, string[] versions, CancellationToken cancellationToken)
    {
        DeleteObjectsRequest request = new()
        {
            BucketName = gateway.Bucket,
            Objects = [.. versions.Select(version => new KeyVersion { Key = fullKey, VersionId = version })],
            Quiet = true,
            RequestPayer = gateway.Payer,
        };
        return await gateway.CallAsync(
            "DeleteObjects",
            async client =>
            {
                try
                {
                    return (await client.DeleteObjectsAsync(request, cancellationToken)).DeleteErrors ?? [];
                }
                catch (DeleteObjectsException some)
                {
                    return some.Response.DeleteErrors ?? [];
                }
            },
            cancellationToken);
    }

    private async Task<Hindrance?> HindranceAsync(string fullKey, string versionId, CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse? head = await gateway.HeadAsync(fullKey, versionId, cancellationToken);
        return head is null ? null : Hindrances.Of(head, time.GetUtcNow()) as Hindrance.Retained;
    }
}

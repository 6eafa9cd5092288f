using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Removes versions and delete markers of one key, a batch at a time, and tries again what failed.</summary>
internal sealed class VersionRemover(S3Gateway gateway, S3StoreOptions options, TimeProvider time)
{
    /// <summary>Removes what is older than a version; null stands for the current one, which goes too if it is a delete marker.</summary>
    public async Task<VersionRemoval> RemoveAsync(string fullKey, string? than, CancellationToken cancellationToken)
    {
        List<string> older = await OlderAsync(fullKey, than, cancellationToken);
        List<VersionLeft> left = [];
        foreach (string[] batch in older.Chunk(options.RemovalBatch))
        {
            left.AddRange(await RemoveBatchAsync(fullKey, batch, cancellationToken));
        }

        return new(older.Count - left.Count, left);
    }

    private async Task<List<string>> OlderAsync(string fullKey, string? than, CancellationToken cancellationToken)
    {
        List<string> older = [];
        bool reached = false;
        await foreach (S3ObjectVersion version in gateway.VersionsAsync(fullKey, cancellationToken))
        {
            if (version.Key != fullKey)
            {
                break;
            }

            if (reached || (than is null && version.IsDeleteMarker == true))
            {
                older.Add(version.VersionId);
            }

            reached = reached || than is null || version.VersionId == than;
        }

        return older;
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

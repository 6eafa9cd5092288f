using Amazon.S3.Model;

namespace Erasure.Aws.S3;

/// <summary>Opens the current version of an object in a versioned bucket of a server other than AWS's.</summary>
internal sealed class CurrentVersion(S3Gateway gateway, S3StoreOptions options, S3Capabilities capabilities)
{
    /// <summary>The version of an object from before the bucket kept any. AWS says so in a head, and Ceph only in listings.</summary>
    public const string Unnamed = "null";

    /// <summary>Its head; null where there is none. Without conditions one that doesn't count is taken back first.</summary>
    /// <exception cref="IOException">The server contradicts itself, or somebody keeps writing.</exception>
    public async Task<GetObjectMetadataResponse?> HeadAsync(string fullKey, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt <= options.Retries; attempt++)
        {
            GetObjectMetadataResponse? head = await gateway.HeadAsync(fullKey, null, cancellationToken);
            if (head is not null && (capabilities.ReplacesOnCondition || SourceMark.Read(head.Metadata, gateway.Bucket, fullKey) is null))
            {
                return head;
            }

            // Ceph answers 404 for a moment while another version becomes the current one. Its list of versions knows better, and an object that is there must not pass for gone.
            VersionLine line = capabilities.ReplacesOnCondition
                ? await VersionLine.ReadAsync(gateway, fullKey, cancellationToken)
                : await VersionLine.SettleAsync(gateway, fullKey, cancellationToken);
            if (line.Versions.Count == 0 || line.Versions[0].IsDeleteMarker == true)
            {
                return null;
            }

            string newest = line.Versions[0].VersionId;
            head = (head?.VersionId ?? Unnamed) == newest ? head : await gateway.HeadAsync(fullKey, newest, cancellationToken);
            if (head is not null)
            {
                return head;
            }
        }

        throw new IOException("S3 lists a current version of an object and then says that it isn't there; try again later.");
    }
}

using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Aws.S3;

namespace Erasure.Aws.Athena;

/// <summary>Where manifests are: objects of their own, encrypted, and removed with every version of them.</summary>
/// <param name="client">To S3.</param>
/// <param name="options">The bucket.</param>
/// <param name="folder">The folder in it; empty, or with a slash at its end.</param>
/// <param name="kmsKey">Encrypts them; null for SSE-S3.</param>
internal sealed class ManifestFolder(IAmazonS3 client, S3StoreOptions options, string folder, string? kmsKey)
{
    /// <summary>Objects of this length at least, so that a query reads them in parallel.</summary>
    private const int PartLength = 8 << 20;

    private const int Concurrency = 8;

    private readonly S3Gateway gateway = new(client, options);

    /// <summary>Where a manifest is.</summary>
    public S3Address LocationOf(string manifest) => new(options.Bucket, $"{folder}{manifest}/");

    /// <summary>Writes a manifest.</summary>
    /// <exception cref="S3Exception">It can't be.</exception>
    public async Task WriteAsync(string manifest, IEnumerable<byte[]> lines, CancellationToken cancellationToken)
    {
        using MemoryStream part = new();
        int number = 0;
        foreach (byte[] line in lines)
        {
            part.Write(line);
            if (part.Length >= PartLength)
            {
                await PutAsync();
            }
        }

        if (part.Length > 0)
        {
            await PutAsync();
        }

        async Task PutAsync()
        {
            part.Position = 0;
            PutObjectRequest request = new()
            {
                BucketName = options.Bucket,
                Key = string.Create(CultureInfo.InvariantCulture, $"{LocationOf(manifest).Key}{number++:D6}.json"),
                InputStream = part,
                AutoCloseStream = false,
                ContentType = "application/x-ndjson",
                ServerSideEncryptionMethod = kmsKey is null ? ServerSideEncryptionMethod.AES256 : ServerSideEncryptionMethod.AWSKMS,
                ServerSideEncryptionKeyManagementServiceKeyId = kmsKey,
            };
            await gateway.CallAsync("PutObject", s3 => s3.PutObjectAsync(request, cancellationToken), cancellationToken);
            part.SetLength(0);
        }
    }

    /// <summary>Removes every version of a manifest.</summary>
    /// <exception cref="S3Exception">Something of it is still there.</exception>
    public Task RemoveAsync(string manifest, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        gateway.VersionsAsync(LocationOf(manifest).Key, cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
        async (version, token) =>
        {
            DeleteObjectRequest request = new() { BucketName = options.Bucket, Key = version.Key, VersionId = version.VersionId };
            await gateway.CallAsync("DeleteObject", s3 => s3.DeleteObjectAsync(request, token), token);
        });
}

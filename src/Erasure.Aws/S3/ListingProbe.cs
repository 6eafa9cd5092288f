using System.Globalization;
using System.Text;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Makes sure that a server lists what was written under the names that it was written by. Keys that are listed otherwise would be opened in vain, and pass for gone.</summary>
/// <param name="gateway">To the bucket.</param>
/// <param name="folder">Where the objects of a probe are.</param>
internal sealed class ListingProbe(S3Gateway gateway, string folder)
{
    private readonly string prefix = string.Create(CultureInfo.InvariantCulture, $"{folder}/{Guid.NewGuid():N}");

    // What servers encode in listings, or forget to, in the order of their bytes.
    private string[] Keys => [$"{prefix}/a + %41 ü", $"{prefix}/b +%2B+ \u00df"];

    /// <summary>Writes two objects, lists them one a page, reads them, one in part too, and removes them.</summary>
    /// <exception cref="UnusableStoreException">What is listed or read isn't what was written, or what was asked for.</exception>
    public async Task RunAsync(bool versioned, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string key in Keys)
            {
                await gateway.CallAsync(
                    "PutObject",
                    client => client.PutObjectAsync(new() { BucketName = gateway.Bucket, Key = key, ContentBody = key, UseChunkEncoding = false }, cancellationToken),
                    cancellationToken);
            }

            Require(await ListedAsync(cancellationToken), Keys, "lists");
            if (versioned)
            {
                Require(await VersionsAsync(cancellationToken), Keys, "lists versions of");
            }

            Require([.. await Task.WhenAll(Keys.Select(key => ReadAsync(key, cancellationToken)))], Keys, "reads");
            await ReadRangeAsync(Keys[0], cancellationToken);
        }
        finally
        {
            await RemoveAsync(versioned);
        }

        Require(await ListedAsync(cancellationToken), [], "still lists after their removal");
    }

    // Bounded, since a server that reads its own markers otherwise than it writes them goes round in circles.
    private ValueTask<string[]> ListedAsync(CancellationToken cancellationToken) =>
        gateway.ObjectsAsync(prefix, cancellationToken, pageSize: 1).Select(item => item.Key).Take(Keys.Length + 1).ToArrayAsync(cancellationToken);

    private ValueTask<string[]> VersionsAsync(CancellationToken cancellationToken) =>
        gateway.VersionsAsync(prefix, cancellationToken).Select(version => version.Key).Take(Keys.Length + 1).ToArrayAsync(cancellationToken);

    private async Task<string> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            using GetObjectResponse answer = await gateway.CallAsync("GetObject", client => client.GetObjectAsync(gateway.Bucket, key, cancellationToken), cancellationToken);
            using StreamReader reader = new(answer.ResponseStream);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (S3Exception failure) when (failure.IsMissing)
        {
            return "";
        }
    }

    private async Task ReadRangeAsync(string key, CancellationToken cancellationToken)
    {
        AskedRange range = new(1, 2);
        using GetObjectResponse answer = await gateway.CallAsync(
            "GetObject", client => client.GetObjectAsync(new GetObjectRequest { BucketName = gateway.Bucket, Key = key, ByteRange = range.Header }, cancellationToken), cancellationToken);
        range.Require(answer, Encoding.UTF8.GetByteCount(key), gateway.Bucket);
    }

    private async Task RemoveAsync(bool versioned)
    {
        List<(string Key, string? Version)> written = [.. Keys.Select(key => (key, (string?)null))];
        if (versioned)
        {
            // By their ids: of a version that is listed under another name only that name leads to it.
            written = await gateway.VersionsAsync(prefix, CancellationToken.None).Select(version => (version.Key, (string?)version.VersionId)).Take(100).ToListAsync();
        }

        foreach ((string key, string? version) in written)
        {
            await gateway.CallAsync(
                "DeleteObject",
                client => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = gateway.Bucket, Key = key, VersionId = version }, CancellationToken.None),
                CancellationToken.None);
        }
    }

    private void Require(string[] seen, string[] expected, string verb)
    {
        if (!seen.SequenceEqual(expected, StringComparer.Ordinal))
        {
            throw new UnusableStoreException(StoreReasons.KeysDiffer, $"The endpoint of bucket {gateway.Bucket} {verb} objects whose key has a plus, a percent sign, a space or a letter beyond ASCII otherwise than they were written: objects with such keys would not be found. Use another server, or a release that lists them right.");
        }
    }
}

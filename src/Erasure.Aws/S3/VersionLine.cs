using Amazon.S3.Model;

namespace Erasure.Aws.S3;

/// <summary>
/// The versions of one key, newest first, as a log that says by itself which of them count. One that carries no <see cref="SourceMark"/> counts: who writes
/// without looking overwrites what was there. One that carries a mark counts if its source is the nearest below it that counts. That depends on nothing above it,
/// so everybody comes to the same answer at any time, and one that doesn't count can be removed by anybody (docs/s3.md).
/// </summary>
internal sealed class VersionLine
{
    private const int MostAttempts = 100;

    /// <summary>How long a client may repeat a put whose answer was lost.</summary>
    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    private readonly S3Gateway gateway;
    private readonly string fullKey;
    private readonly List<S3ObjectVersion> versions;
    private readonly Dictionary<string, SourceMark?> marks = new(StringComparer.Ordinal);

    private VersionLine(S3Gateway gateway, string fullKey, List<S3ObjectVersion> versions) => (this.gateway, this.fullKey, this.versions) = (gateway, fullKey, versions);

    /// <summary>Versions and delete markers, newest first.</summary>
    public IReadOnlyList<S3ObjectVersion> Versions => versions;

    /// <summary>Lists them.</summary>
    public static async Task<VersionLine> ReadAsync(S3Gateway gateway, string fullKey, CancellationToken cancellationToken) =>
        new(gateway, fullKey, await gateway.VersionsAsync(fullKey, cancellationToken).TakeWhile(version => version.Key == fullKey).ToListAsync(cancellationToken));

    /// <summary>The line once its newest version counts, or is a delete marker: ones on top that don't count are taken back.</summary>
    /// <exception cref="IOException">One couldn't be taken back, or the line changes all the time.</exception>
    public static async Task<VersionLine> SettleAsync(S3Gateway gateway, string fullKey, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            VersionLine line = await ReadAsync(gateway, fullKey, cancellationToken);
            if (line.versions.Count == 0)
            {
                return line;
            }

            switch (await line.CountsAsync(0, cancellationToken))
            {
                case true:
                    return line;
                case false:
                    await line.TakeBackAsync(0);
                    break;
            }
        }

        throw new IOException("The versions of an object change faster than they can be looked at; try again later.");
    }

    /// <summary>Where a version is; negative where it isn't.</summary>
    public int IndexOf(string versionId) => versions.FindIndex(version => version.VersionId == versionId);

    /// <summary>The mark of a version that counts, or null.</summary>
    public async Task<SourceMark?> MarkOfAsync(int at, CancellationToken cancellationToken) => (await ReadMarkAsync(at, cancellationToken)).Mark;

    /// <summary>Whether the version counts; null where the line has changed meanwhile.</summary>
    public async Task<bool?> CountsAsync(int at, CancellationToken cancellationToken)
    {
        (bool isThere, SourceMark? mark) = await ReadMarkAsync(at, cancellationToken);
        return !isThere ? null : mark is null ? true : await CountsAsync(at, mark, cancellationToken);
    }

    /// <summary>Whether the version, made from what <paramref name="mark"/> says, counts; null where the line has changed meanwhile.</summary>
    public async Task<bool?> CountsAsync(int at, SourceMark mark, CancellationToken cancellationToken)
    {
        for (int below = at + 1; below < versions.Count; below++)
        {
            if (versions[below].VersionId == mark.VersionId)
            {
                return true;
            }

            bool? counts = await CountsAsync(below, cancellationToken);
            if (counts != false)
            {
                return counts is null ? null : IsOlder(below, mark) ? true : await IsCopyAsync(at, mark, cancellationToken);
            }
        }

        // What was below is gone: somebody took this one for the object and removed the rest.
        return true;
    }

    /// <summary>Removes a version that doesn't count.</summary>
    /// <exception cref="IOException">It could not be removed.</exception>
    public async Task TakeBackAsync(int at)
    {
        string versionId = versions[at].VersionId;
        try
        {
            DeleteObjectRequest request = new() { BucketName = gateway.Bucket, Key = fullKey, VersionId = versionId, RequestPayer = gateway.Payer };
            await gateway.CallAsync("DeleteObject", client => client.DeleteObjectAsync(request, CancellationToken.None), CancellationToken.None);
        }
        catch (S3Exception failure)
        {
            throw new IOException(
                $"The object was written by somebody else meanwhile, and version {versionId}, which hides that write, could not be taken back: remove that version by hand.", failure);
        }
    }

    /// <summary>The source has been removed by somebody else, and what is next was there before it. An equal time counts as later.</summary>
    private bool IsOlder(int at, SourceMark mark) => IndexOf(mark.VersionId) < 0 && SourceMark.TimeOf(versions[at]) < mark.LastModified;

    /// <summary>Somebody else took metadata along when writing: the same write can't have made two objects, but the same request repeated.</summary>
    private async Task<bool?> IsCopyAsync(int at, SourceMark mark, CancellationToken cancellationToken)
    {
        S3ObjectVersion copy = versions[at];
        for (int below = at + 1; below < versions.Count; below++)
        {
            (bool isThere, SourceMark? theirs) = await ReadMarkAsync(below, cancellationToken);
            if (!isThere)
            {
                return null;
            }

            if (theirs?.Nonce == mark.Nonce && (versions[below].Size != copy.Size || SourceMark.TimeOf(versions[below]) + Repetition < SourceMark.TimeOf(copy)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<(bool IsThere, SourceMark? Mark)> ReadMarkAsync(int at, CancellationToken cancellationToken)
    {
        S3ObjectVersion version = versions[at];
        if (version.IsDeleteMarker == true)
        {
            return (true, null);
        }

        if (marks.TryGetValue(version.VersionId, out SourceMark? known))
        {
            return (true, known);
        }

        if (await gateway.HeadAsync(fullKey, version.VersionId, cancellationToken) is not { } head)
        {
            return (false, null);
        }

        return (true, marks[version.VersionId] = SourceMark.Read(head.Metadata, gateway.Bucket, fullKey));
    }
}

using Amazon.S3;
using Amazon.S3.Model;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>Reads from S3's answers what stands in the way of an erasure.</summary>
internal static class Hindrances
{
    /// <summary>Object lock and archive, as the object's head tells them.</summary>
    public static Hindrance? Of(GetObjectMetadataResponse head, DateTimeOffset now)
    {
        if (head.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On)
        {
            return new Hindrance.Retained(null);
        }

        if (head.ObjectLockMode is not null && head.ObjectLockRetainUntilDate is { } until && until.ToUniversalTime() > now.UtcDateTime)
        {
            return new Hindrance.Retained(new DateTimeOffset(until.ToUniversalTime(), TimeSpan.Zero));
        }

        bool archived = IsArchive(head.StorageClass) || head.ArchiveStatus is not null;
        return archived && (head.RestoreInProgress == true || head.RestoreExpiration is null)
            ? new Hindrance.Archived(head.RestoreInProgress == true)
            : null;
    }

    /// <summary>The archive, as a listing tells it. Object locks are seen only when an object is opened.</summary>
    public static Hindrance? Of(string? storageClass, RestoreStatus? restore) =>
        IsArchive(storageClass) && (restore?.IsRestoreInProgress == true || restore?.RestoreExpiryDate is null)
            ? new Hindrance.Archived(restore?.IsRestoreInProgress == true)
            : null;

    private static bool IsArchive(string? storageClass) => storageClass is "GLACIER" or "DEEP_ARCHIVE";
}

namespace Erasure.Core.Objects;

/// <summary>A store that may keep what an object was before: older versions, delete markers, archives.</summary>
public interface IVersionedObjectStore : IObjectStore
{
    /// <summary>Every version and delete marker under <paramref name="prefix"/>, by key and then newest first.</summary>
    IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Those of keys behind <paramref name="after"/>; all of them where that is null.</summary>
    IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, string? after, CancellationToken cancellationToken) =>
        after is null
            ? ListVersionsAsync(prefix, cancellationToken)
            : ListVersionsAsync(prefix, cancellationToken).SkipWhile(version => KeyOrder.Instance.Compare(version.Object.Key, after) <= 0);

    /// <summary>Opens one version for reading; null where it is gone or a delete marker.</summary>
    Task<IOpenObject?> OpenVersionAsync(string key, string versionId, CancellationToken cancellationToken);

    /// <summary>Removes every version and delete marker of <paramref name="key"/> that is older than <paramref name="than"/>. Repeating it finishes what an interrupted call left.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="than">The version that stays, with what is newer; null for the current one, which goes too if it is a delete marker.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    Task<VersionRemoval> RemoveOlderVersionsAsync(string key, string? than, CancellationToken cancellationToken);

    /// <summary>Asks for an archived object to be made readable, for a while; asking again is harmless. Poll <see cref="ObjectInfo.Hindrance"/> for the end.</summary>
    /// <param name="key">The object's key.</param>
    /// <param name="versionId">One version; null for the current one.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>False where there is no such object or it isn't archived.</returns>
    Task<bool> RequestRestoreAsync(string key, string? versionId, CancellationToken cancellationToken);
}

/// <summary>A version of an object, or a marker that says it was deleted.</summary>
/// <param name="Object">The version; of a marker, only key, version id and time say anything.</param>
/// <param name="IsCurrent">It is what readers get.</param>
/// <param name="IsDeleteMarker">It holds no bytes.</param>
public sealed record ObjectVersion(ObjectInfo Object, bool IsCurrent, bool IsDeleteMarker);

/// <summary>How far the removal of older versions came.</summary>
/// <param name="Removed">Versions and markers that went.</param>
/// <param name="Left">Those that are still there, after retries: come back for them.</param>
public sealed record VersionRemoval(long Removed, IReadOnlyList<VersionLeft> Left);

/// <summary>A version that could not be removed.</summary>
/// <param name="VersionId">Which.</param>
/// <param name="Code">The store's code, such as <c>AccessDenied</c>.</param>
/// <param name="Hindrance">What stands in the way, where that is known.</param>
public sealed record VersionLeft(string VersionId, string Code, Hindrance? Hindrance);

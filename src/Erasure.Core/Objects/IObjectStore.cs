using Erasure.Parquet;

namespace Erasure.Core.Objects;

/// <summary>A store of named, immutable objects: a folder, or S3.</summary>
public interface IObjectStore
{
    /// <summary>
    /// Makes sure that a folder, or the object of that key, is where listings look for it: there, and no link at it or above it. A store without folders has nothing to look for, and refuses the
    /// listing itself.
    /// </summary>
    /// <exception cref="StoreException">It isn't.</exception>
    Task LocateAsync(string folder, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Objects whose key begins with <paramref name="prefix"/>, in <see cref="KeyOrder"/>; and what stands among them that can't be looked into, with an <see cref="ObjectInfo.Obstacle"/>.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Objects whose key begins with <paramref name="prefix"/> and is behind <paramref name="after"/>, in <see cref="KeyOrder"/>; all of them where that is null.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? after, CancellationToken cancellationToken) =>
        after is null ? ListAsync(prefix, cancellationToken) : ListAsync(prefix, cancellationToken).SkipWhile(info => KeyOrder.Instance.Compare(info.Key, after) <= 0);

    /// <summary>What stands at one key, without a listing of what is beside it; with an <see cref="ObjectInfo.Obstacle"/> where that, or what is above it, can't be looked into. Null where there is nothing.</summary>
    async Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        // A key comes before every longer one that begins with it; what hinders the listing may stand above it.
        ObjectInfo? first = await ListAsync(key, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first is not null && (first.Key == key || (first.Obstacle is not null && (first.Key.TrimEnd('/') == key || key.StartsWith(first.Key, StringComparison.Ordinal)))) ? first : null;
    }

    /// <summary>Looks for one object below a folder, in whatever order, and no further than to the first.</summary>
    /// <param name="folder">Its path below the root, without a slash at its end.</param>
    /// <param name="isWanted">Which will do. What can't be looked into always does.</param>
    /// <param name="except">A folder in it that is known to hold none, and needn't be looked into once more; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    async Task<bool> HoldsAsync(string folder, Func<ObjectInfo, bool> isWanted, string? except, CancellationToken cancellationToken) =>
        await ListAsync($"{folder}/", cancellationToken).AnyAsync(info => info.Obstacle is not null || isWanted(info), cancellationToken);

    /// <summary>Opens the object as it is now; null where there is none.</summary>
    Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Executes <paramref name="plan"/> into a successor and puts it in the object's place, atomically, only if the object is still what was opened.</summary>
    /// <returns>
    /// The successor; null where the object has changed or gone since, and then nothing was done. (A remote store also answers null where its own write succeeded and the answer was lost: look again.)
    /// </returns>
    /// <exception cref="RefusedException">The plan can't be carried out correctly; nothing was done.</exception>
    /// <exception cref="HinderedException">The object is retained or archived; nothing was done.</exception>
    Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken);

    /// <summary>Removes the object, only if it is still what was opened: for an object whose key holds an identifier, or whose every row goes by its partition.</summary>
    /// <returns>False where the object has changed or gone since, and then nothing was done.</returns>
    /// <exception cref="HinderedException">The object is retained or archived; nothing was done.</exception>
    Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken);

    /// <summary>Removes a folder if nothing is in it, but for other folders of that kind.</summary>
    /// <param name="folder">Its path below the root, without a slash at its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where something is in it, or it can't be removed; true where there is none.</returns>
    Task<bool> TryRemoveEmptyFolderAsync(string folder, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>Folders below another one in which nothing is, but for other such folders; those within first. A store without folders has none.</summary>
    IAsyncEnumerable<string> ListEmptyFoldersAsync(string folder, CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    /// <summary>What tells the folders that objects lie in from others that take their place, as <see cref="ObjectInfo.Place"/>; null where the store can't tell.</summary>
    /// <exception cref="StoreException">There is no such folder.</exception>
    Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>What tells a folder with all folders below it from others that take their places, and from themselves once a name was added or taken away; null where the store can't tell.</summary>
    Task<string?> MarkAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}

/// <summary>An object that is open for reading.</summary>
public interface IOpenObject : IByteSource, IAsyncDisposable
{
    /// <summary>What was opened.</summary>
    ObjectInfo Info { get; }
}

/// <summary>An object as listed or opened.</summary>
/// <param name="Key">Path below the store's root, with forward slashes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Version">What changes whenever the bytes do: an ETag, or a folder's fingerprint of length and time.</param>
/// <param name="LastModified">When it was written.</param>
public sealed record ObjectInfo(string Key, long Length, string Version, DateTimeOffset LastModified)
{
    /// <summary>Which of the key's versions this is, where the store keeps several.</summary>
    public string? VersionId { get; init; }

    /// <summary>Which folder it lies in and which are above, the innermost first: another one in the place of one of them has another. Null where the store can't tell.</summary>
    public string? Place { get; init; }

    /// <summary>Which file it is, however often that is written; null where the store replaces objects as a whole.</summary>
    public string? File { get; init; }

    /// <summary>When its bytes were written, which a copy of a volume keeps; null where the store replaces objects as a whole.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Why the store can't look into what has this name, as a code of <see cref="NotListedException"/>: a link, a folder that may not be listed. Null for an object.</summary>
    public string? Obstacle { get; init; }

    /// <summary>What stands in the way of reading or changing it; null where nothing is known to.</summary>
    public Hindrance? Hindrance { get; init; }
}

using System.Runtime.CompilerServices;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>The objects of a mapper.</summary>
internal static class MapperListing
{
    /// <summary>The store as one whose versions are to go; null where it keeps none or the mapper lets them be.</summary>
    public static IVersionedObjectStore? PastOf(IObjectStore store, DataMapper mapper) => mapper.DeleteOldVersions ? store as IVersionedObjectStore : null;

    /// <summary>Objects of the mapper that hold data, in whatever version.</summary>
    /// <exception cref="NotListedException">The mapper's place isn't there, or something of it can't be looked into.</exception>
    public static async IAsyncEnumerable<LakeObject> ListAsync(IObjectStore store, DataMapper mapper, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ListedObject listed in ListAllAsync(store, mapper, after: null, cancellationToken))
        {
            if (listed is { PassedBy: null, Obstacle: { } obstacle })
            {
                throw NotListedException.Of(new Dictionary<string, long> { [obstacle] = 1 });
            }

            if (listed is { PassedBy: null, Object.HoldsData: true })
            {
                yield return listed.Object;
            }
        }
    }

    /// <summary>Everything below the mapper's prefix, behind a key where one is given: its objects, what is passed by, and what can't be looked into.</summary>
    /// <exception cref="StoreException">The mapper's place isn't there, before the listing or after it.</exception>
    public static async IAsyncEnumerable<ListedObject> ListAllAsync(IObjectStore store, DataMapper mapper, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = mapper.Folder.TrimEnd('/');
        await store.LocateAsync(prefix, cancellationToken);
        PathPatterns patterns = PathPatterns.Of(mapper);
        IAsyncEnumerable<LakeObject> all = PastOf(store, mapper) is { } past
            ? WithPastAsync(past, prefix, after, cancellationToken)
            : store.ListAsync(prefix, after, cancellationToken).Select(LakeObject.Of);
        string? last = after;
        await foreach (LakeObject item in all)
        {
            // The next page begins behind the last key of this one: out of order, objects would be left out.
            if (last is not null && item.Current?.Obstacle is null && KeyOrder.Instance.Compare(item.Key, last) <= 0)
            {
                throw new NotListedException(NotListedException.NotListable, "The store doesn't list objects in the order of their keys, so that it can't be told when all were seen.");
            }

            last = item.Current?.Obstacle is null ? item.Key : last;
            if (IsBelow(item.Key, prefix))
            {
                string? obstacle = item.Current?.Obstacle;
                yield return new ListedObject(item, obstacle == NotListedException.Leftover ? null : patterns.PassBy(item.Key[prefix.Length..], isObstacle: obstacle is not (null or NotListedException.NotAFile)));
            }
            else if (item.Current?.Obstacle is not null && IsBelow(prefix, item.Key.TrimEnd('/')))
            {
                yield return new ListedObject(item, PassedBy: null);
            }
        }

        await store.LocateAsync(prefix, cancellationToken);
    }

    /// <summary>Makes sure that an object which wouldn't open is gone: a listing doesn't show it, and the folder that it was listed in is still there.</summary>
    /// <param name="store">The store.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="place">The <see cref="ObjectInfo.Place"/> that it was listed in; null where that isn't known.</param>
    /// <param name="mayHaveGone">Where we were about to delete it: folders above it that we remove then too. Else null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">It isn't.</exception>
    public static async Task ConfirmGoneAsync(IObjectStore store, DataMapper mapper, string key, string? place, Func<string, bool>? mayHaveGone, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<LakeObject> all = PastOf(store, mapper) is { } past ? WithPastAsync(past, key, after: null, cancellationToken) : store.ListAsync(key, cancellationToken).Select(LakeObject.Of);

        // A key comes before every longer one that begins with it; what hinders the listing may stand above it.
        switch (await all.FirstOrDefaultAsync(cancellationToken))
        {
            case { Current.Obstacle: { } obstacle } hindering when hindering.Key.TrimEnd('/') == key || key.StartsWith(hindering.Key, StringComparison.Ordinal):
                throw NotListedException.Of(new Dictionary<string, long> { [obstacle] = 1 });
            case { } shown when shown.Key == key && (shown.Current is not null || shown.Older.Count > 0):
                throw new NotListedException(NotListedException.ListedButGone, "The store lists the object and says that it isn't there when it is opened: a key that the server reads otherwise than it lists it, or a listing that is late.");
        }

        string top = mapper.Folder.TrimEnd('/');
        string folder = FolderOf(key);
        await store.LocateAsync(top == key && mayHaveGone is not null ? folder : top, cancellationToken);
        PathPatterns patterns = PathPatterns.Of(mapper);
        while (folder.Length > top.Length && (mayHaveGone?.Invoke(folder) == true || patterns.MayGo(folder[top.Length..])))
        {
            folder = FolderOf(folder);
        }

        string? now;
        try
        {
            now = await store.PlaceAsync(folder, cancellationToken);
        }
        catch (NotListedException missing) when (missing.Reason == NotListedException.NoSuchPrefix)
        {
            throw FolderGone();
        }

        // What is unmounted leaves an empty folder. Where we were deleting it, a copy of the lake will do, as a crash's recovery may bring.
        if (place is not null && now is not null && !SeenObject.LiesIn(place, now)
            && (mayHaveGone is null || !await store.ListAsync(folder.Length == 0 ? "" : $"{folder}/", cancellationToken).AnyAsync(cancellationToken)))
        {
            throw FolderGone();
        }
    }

    /// <summary>One object, as the listing shows it; null where the store has nothing of it.</summary>
    public static async Task<LakeObject?> FindAsync(IVersionedObjectStore store, string key, CancellationToken cancellationToken)
    {
        // A key comes before every longer one that begins with it.
        LakeObject? first = await WithPastAsync(store, key, after: null, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.Key == key ? first : null;
    }

    /// <summary>Another folder, or none, is where an object was listed.</summary>
    public static NotListedException FolderGone() =>
        new(NotListedException.FolderGone, "The object is gone with the folder that it was listed in, or another folder is in that one's place: check that the volume is mounted and nobody moved it; then retry.");

    private static string FolderOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];

    private static async IAsyncEnumerable<LakeObject> WithPastAsync(IVersionedObjectStore store, string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ObjectVersion> versions = [];
        await foreach (ObjectVersion version in store.ListVersionsAsync(prefix, after, cancellationToken))
        {
            if (versions is [var first, ..] && first.Object.Key != version.Object.Key)
            {
                yield return LakeObject.Of(versions);
                versions.Clear();
            }

            versions.Add(version);
        }

        if (versions.Count > 0)
        {
            yield return LakeObject.Of(versions);
        }
    }

    // A prefix is text to a store: "events" lists "events2" too.
    private static bool IsBelow(string key, string prefix) =>
        prefix.Length == 0 || (key.Length > prefix.Length ? key[prefix.Length] == '/' : key.Length == prefix.Length);
}

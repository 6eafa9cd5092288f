using System.Runtime.CompilerServices;
using Erasure.Core.Configuration;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>The objects of a mapper.</summary>
internal static class MapperListing
{
    /// <summary>The store as one whose versions are to go; null where it keeps none or the mapper lets them be.</summary>
    public static IVersionedObjectStore? PastOf(IObjectStore store, DataMapper mapper) => mapper.DeleteOldVersions ? store as IVersionedObjectStore : null;

    /// <summary>Objects below the mapper's prefix that hold data, in whatever version: not empty, and without a name that begins with <c>_</c> or <c>.</c>.</summary>
    public static IAsyncEnumerable<LakeObject> ListAsync(IObjectStore store, DataMapper mapper, CancellationToken cancellationToken) =>
        ListAsync(store, mapper, after: null, cancellationToken);

    /// <summary>Those of them that are behind a key; all where it is null.</summary>
    public static async IAsyncEnumerable<LakeObject> ListAsync(IObjectStore store, DataMapper mapper, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = mapper.Folder.TrimEnd('/');
        IAsyncEnumerable<LakeObject> all = PastOf(store, mapper) is { } past
            ? WithPastAsync(past, prefix, after, cancellationToken)
            : store.ListAsync(prefix, after, cancellationToken).Select(LakeObject.Of);
        await foreach (LakeObject item in all)
        {
            if (item.HoldsData && IsBelow(item.Key, prefix) && IsData(item.Key.AsSpan(prefix.Length)))
            {
                yield return item;
            }
        }
    }

    /// <summary>One object, as the listing shows it; null where the store has nothing of it.</summary>
    public static async Task<LakeObject?> FindAsync(IVersionedObjectStore store, string key, CancellationToken cancellationToken)
    {
        // A key comes before every longer one that begins with it.
        LakeObject? first = await WithPastAsync(store, key, after: null, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return first?.Key == key ? first : null;
    }

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
    private static bool IsBelow(string key, string prefix) => prefix.Length == 0 || key.Length == prefix.Length || key[prefix.Length] == '/';

    private static bool IsData(ReadOnlySpan<char> path)
    {
        foreach (Range segment in path.Split('/'))
        {
            if (path[segment] is ['_' or '.', ..])
            {
                return false;
            }
        }

        return true;
    }
}

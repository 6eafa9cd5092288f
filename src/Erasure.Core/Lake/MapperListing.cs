using System.Runtime.CompilerServices;
using Erasure.Core.Configuration;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>The objects of a mapper.</summary>
internal static class MapperListing
{
    /// <summary>Objects below the mapper's prefix that hold data: not empty, and without a name that begins with <c>_</c> or <c>.</c>.</summary>
    public static async IAsyncEnumerable<ObjectInfo> ListAsync(IObjectStore store, DataMapper mapper, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string prefix = mapper.Folder.TrimEnd('/');
        await foreach (ObjectInfo info in store.ListAsync(prefix, cancellationToken))
        {
            if (info.Length > 0 && IsBelow(info.Key, prefix) && IsData(info.Key.AsSpan(prefix.Length)))
            {
                yield return info;
            }
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

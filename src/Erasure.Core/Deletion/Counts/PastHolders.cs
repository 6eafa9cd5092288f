using Erasure.Core.Deletion.Objects;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Counts;

/// <summary>Who is in the older versions of an object, which go as soon as one of them or the current one holds somebody: they are read for nothing but to tell.</summary>
internal static class PastHolders
{
    private const int MostVersions = 20;
    private const long MostBytes = 1L << 30;

    /// <summary>Who is in them; null where that can't be known, or would take too long.</summary>
    /// <param name="work">The object.</param>
    /// <param name="search">What was searched of it.</param>
    /// <param name="find">Finds in a version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HeldRows?> OfAsync(ObjectWork work, ObjectSearch search, Func<IOpenObject, RowPredicate, CancellationToken, ValueTask<Findings>> find, CancellationToken cancellationToken)
    {
        // Where nobody else asks, it is nobody else's.
        bool isAlone = work.Predicate.Askers is { } askers && askers.All(asker => asker == askers[0]);
        if (isAlone || search.Unread.Count == 0)
        {
            return search.Past;
        }

        if (search.Unread.Count > MostVersions || search.Unread.Sum(version => version.Length) > MostBytes)
        {
            return null;
        }

        try
        {
            HeldRows past = search.Past;
            foreach (ObjectInfo version in search.Unread)
            {
                await using IOpenObject? open = await work.Past!.OpenVersionAsync(work.Key, version.VersionId!, cancellationToken);
                if (open is null or { Info.Hindrance: Hindrance.Archived })
                {
                    return null;
                }

                PartitionedPredicate matches = await work.AskedOfAsync(open, cancellationToken);
                past = past.WithPast(HeldRows.Past((await find(open, matches.Rows, cancellationToken)).Asked, matches.Owners));
            }

            return past;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Malformed, refused: it goes all the same.
            return null;
        }
    }
}

using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>How many rows an object has that is deleted as a whole: of Parquet as its footer says, of text as they are read.</summary>
internal static class RowCount
{
    private static readonly RowPredicate Nobody = new([], []);

    /// <summary>The rows of the object as it is now; null where they can't be counted, or there is none.</summary>
    public static async Task<long?> OfAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
        return open is null ? null : await OfAsync(work, open, cancellationToken);
    }

    /// <summary>The rows; null where they can't be counted, which is no reason to keep an object.</summary>
    public static async Task<long?> OfAsync(ObjectWork work, IOpenObject open, CancellationToken cancellationToken)
    {
        // Readers take for no data what is hidden, and so for no rows.
        if (open.Length == 0 || work.IsPassedBy)
        {
            return 0;
        }

        if (open.Info.Hindrance is Hindrance.Archived)
        {
            return null;
        }

        try
        {
            Findings counted = await RowErasers.For(work.Mapper, work.Key).FindAsync(open, Nobody, cancellationToken);
            return counted.Rows < 0 ? null : counted.Rows;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Malformed, encrypted, refused by the store: it goes all the same, since its key says whose it is.
            return null;
        }
    }
}

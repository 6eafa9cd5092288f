using Erasure.Core.Deletion.Counts;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>How many rows an object has that is deleted as a whole, and whose they are: of Parquet as its footer says, of text as they are read.</summary>
/// <param name="Rows">The rows; null where they can't be counted.</param>
/// <param name="Held">Whose.</param>
internal sealed record RowCount(long? Rows, HeldRows Held)
{
    private static readonly RowPredicate Nobody = new([], []);

    /// <summary>Of the object as it is now.</summary>
    /// <param name="work">The object.</param>
    /// <param name="owners">Whose it is as a whole.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RowCount> OfAsync(ObjectWork work, IReadOnlySet<int> owners, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
        return open is null ? new RowCount(null, HeldRows.Whole(owners, rows: null, asked: null)) : await OfAsync(work, owners, open, cancellationToken);
    }

    /// <summary>Of what was opened. That it can't be counted is no reason to keep an object.</summary>
    public static async Task<RowCount> OfAsync(ObjectWork work, IReadOnlySet<int> owners, IOpenObject open, CancellationToken cancellationToken)
    {
        // Readers take for no data what is hidden, and so for no rows.
        if (open.Length == 0 || work.IsPassedBy)
        {
            return new RowCount(0, HeldRows.Whole(owners, 0, AskedRows.None));
        }

        if (open.Info.Hindrance is Hindrance.Archived)
        {
            return new RowCount(null, HeldRows.Whole(owners, rows: null, asked: null));
        }

        // Rows that are somebody else's too go with the others.
        bool isTheirsAlone = work.Predicate.Askers?.All(owners.Contains) == true;
        if (!isTheirsAlone && await CountAsync(work, open, work.Predicate, cancellationToken) is { } all)
        {
            return new RowCount(all.Rows, HeldRows.Whole(owners, all.Rows, all.Asked));
        }

        // Malformed, encrypted, refused by the store: it goes all the same, since its key says whose it is.
        long? rows = (await CountAsync(work, open, Nobody, cancellationToken))?.Rows;
        return new RowCount(rows, HeldRows.Whole(owners, rows, isTheirsAlone ? AskedRows.None : null));
    }

    private static async Task<Findings?> CountAsync(ObjectWork work, IOpenObject open, RowPredicate predicate, CancellationToken cancellationToken)
    {
        try
        {
            Findings counted = await RowErasers.For(work.Mapper, work.Key).FindAsync(open, predicate, cancellationToken);
            return counted.Rows < 0 ? null : counted;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

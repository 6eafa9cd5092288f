using Erasure.Parquet.Matching;

namespace Erasure.Parquet.Find;

/// <summary>By row group, the rows of a file that go. They may become known one after the other, in order.</summary>
internal interface IRowSets
{
    /// <summary>Row groups of the file.</summary>
    int Count { get; }

    /// <summary>The rows of a row group; null where they aren't known yet, or there is no such row group.</summary>
    RowSet? Known(int index);

    /// <summary>Waits for the rows of a row group.</summary>
    /// <exception cref="RefusedException">They can't be found.</exception>
    ValueTask<RowSet> GetAsync(int index, CancellationToken cancellationToken);

    /// <summary>What the column is asked: where it is, rows go for what they have in it, and an erased value may stand anywhere in its chunks.</summary>
    IReadOnlyList<ColumnQuery> QueriesOf(int column) => [];

    /// <summary>Begins nothing more, and waits for what is under way. It goes on when it is asked again.</summary>
    ValueTask StopAsync();
}

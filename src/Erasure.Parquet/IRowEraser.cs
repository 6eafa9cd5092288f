namespace Erasure.Parquet;

/// <summary>Finds and removes rows of one file format.</summary>
public interface IRowEraser
{
    /// <summary>Counts the rows that match, reading as little of the source as its format allows.</summary>
    /// <exception cref="RefusedException">The source can't be read correctly.</exception>
    ValueTask<Findings> FindAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken);

    /// <summary>Finds, and plans the successor without the matched rows.</summary>
    /// <exception cref="RefusedException">The source can't be read, or can't be rewritten correctly.</exception>
    ValueTask<RewritePlan> PlanAsync(IByteSource source, RowPredicate predicate, CancellationToken cancellationToken);
}

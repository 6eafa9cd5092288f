using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>Finds by reading the objects themselves, as little of each as its format allows.</summary>
public sealed class ScanFinder : IFinder
{
    /// <inheritdoc/>
    public ValueTask<Findings> FindAsync(DataMapper mapper, IOpenObject source, RowPredicate predicate, CancellationToken cancellationToken) =>
        RowErasers.For(mapper, source.Info.Key).FindAsync(source, predicate, cancellationToken);
}

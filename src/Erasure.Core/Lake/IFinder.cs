using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Lake;

/// <summary>Tells whether an object holds rows that match.</summary>
public interface IFinder
{
    /// <summary>Counts the matching rows of an object.</summary>
    /// <exception cref="RefusedException">The object can't be read correctly.</exception>
    ValueTask<Findings> FindAsync(DataMapper mapper, IOpenObject source, RowPredicate predicate, CancellationToken cancellationToken);
}

using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>Opens the store that a mapper's objects are in: the lake's own, or another bucket, or the same one in another role.</summary>
public interface ILakeStores
{
    /// <summary>The mapper's store; the same one each time.</summary>
    ValueTask<IObjectStore> OfAsync(DataMapper mapper, CancellationToken cancellationToken);
}

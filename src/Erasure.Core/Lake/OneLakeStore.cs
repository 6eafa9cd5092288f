using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>A lake that is one store, such as a folder.</summary>
internal sealed class OneLakeStore(IObjectStore store) : ILakeStores
{
    public ValueTask<IObjectStore> OfAsync(DataMapper mapper, CancellationToken cancellationToken) => ValueTask.FromResult(store);
}

using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;

namespace Erasure.Core.Lake;

/// <summary>A lake that is one store, such as a folder. Where no lake is configured there is none, and nobody asks for it.</summary>
internal sealed class OneLakeStore(Lazy<IObjectStore> store) : ILakeStores
{
    public ValueTask<IObjectStore> OfAsync(DataMapper mapper, CancellationToken cancellationToken) => ValueTask.FromResult(store.Value);
}

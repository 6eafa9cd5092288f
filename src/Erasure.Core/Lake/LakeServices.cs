using Erasure.Core.Lake.Mappers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Erasure.Core.Lake;

/// <summary>Registers the lake: its mappers, its stores, and who finds rows in it.</summary>
internal static class LakeServices
{
    /// <summary>Adds them. The host adds the <see cref="Objects.IObjectStore"/> of a lake that is one store, or else <see cref="ILakeStores"/>, where one is configured.</summary>
    public static IServiceCollection AddLake(this IServiceCollection services)
    {
        services.TryAddSingleton<DataMappers>();
        services.TryAddSingleton<MapperPlaces>();
        services.TryAddSingleton<ILakeStores, OneLakeStore>();
        services.TryAddSingleton<TableFormats>();
        services.TryAddSingleton<IFinder, ScanFinder>();
        return services;
    }
}

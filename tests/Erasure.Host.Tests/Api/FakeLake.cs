using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Records;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.Tests.Api;

/// <summary>What the routes of the lake need of a host without one.</summary>
internal static class FakeLake
{
    public static IServiceCollection AddFakeLake(this IServiceCollection services) => services
        .AddSingleton(new ErasureConfiguration { Domains = [] })
        .AddSingleton<IRecordStore>(new MemoryRecords())
        .AddErasureLake();
}

using Erasure.Core.Domains.Calls;
using Erasure.Core.Limits;
using Erasure.Core.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Domains;

/// <summary>Registers what stands between erasures and their domains.</summary>
internal static class DomainServices
{
    /// <summary>Adds the domains' calls and limits. The host adds their <see cref="IConnectors"/>, and <see cref="ShareLeases"/> where several processes share limits.</summary>
    public static IServiceCollection AddDomains(this IServiceCollection services) => services
        .AddSingleton<DomainCalls>()
        .AddSingleton(provider => new DomainLimits(
            provider.GetRequiredService<OperationsConfiguration>(),
            provider.GetRequiredService<IReadOnlyList<DomainConfiguration>>().ToDictionary(domain => domain.Name, domain => domain.Limits),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ShareLeases>()));
}

using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Limits;
using Erasure.Core.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core;

/// <summary>Which class a connector's configuration stands for.</summary>
public static class Connectors
{
    /// <summary>The configured connectors, for either host.</summary>
    public static IConnectors Create(IServiceProvider services) => new ConfiguredConnectors(
        services.GetRequiredService<IReadOnlyList<DomainConfiguration>>(),
        domain => domain.Connector switch
        {
            HttpConnectorConfiguration http => new HttpConnector(
                http,
                services.GetRequiredService<HostEnvironment>().Find,
                services.GetRequiredService<DomainCalls>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetService<ILogger<HttpConnector>>(),
                services.GetRequiredService<DomainLimits>().PaceOf(domain.Name)),
            LakeConnectorConfiguration lake => new LakeConnector(lake.Mappers, services.GetRequiredService<ErasureMatches>()),
            var other => throw new InvalidOperationException($"There is no connector for {other.GetType().Name}."),
        });
}

using Erasure.Core.Domains.Calls;
using Erasure.Core.Limits;
using Erasure.Core.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Domains.Http;

/// <summary>Calls of a domain's HTTP API.</summary>
internal sealed class HttpConnectorKind() : ConnectorKind<HttpConnectorConfiguration>("http")
{
    /// <inheritdoc/>
    protected override void Check(HttpConnectorConfiguration options, string path, ConfigurationProblems problems) =>
        new HttpConnectorRules(problems).Check(options, path);

    /// <inheritdoc/>
    protected override IConnector Create(HttpConnectorConfiguration options, string domain, IServiceProvider services) => new HttpConnector(
        options,
        services.GetRequiredService<HostEnvironment>().Find,
        services.GetRequiredService<DomainCalls>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetService<ILogger<HttpConnector>>(),
        services.GetRequiredService<DomainLimits>().PaceOf(domain));
}

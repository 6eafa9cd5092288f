using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Configuration;

/// <summary>The kinds of connectors, each registered here and nowhere else. <c>docs/adding/connector.md</c> adds one.</summary>
public static class Connectors
{
    /// <summary>Every kind that a configuration can name.</summary>
    internal static IReadOnlyList<IConnectorKind> Kinds { get; } = [new HttpConnectorKind(), new LakeConnectorKind()];

    /// <summary>The connectors of the configured domains, for either host.</summary>
    public static IConnectors Create(IServiceProvider services) => new ConfiguredConnectors(
        services.GetRequiredService<IReadOnlyList<DomainConfiguration>>(),
        domain => KindOf(domain.Connector).Create(domain, services));

    /// <summary>The kind that options are of.</summary>
    internal static IConnectorKind KindOf(ConnectorConfiguration options) => Kinds.Single(kind => kind.Options == options.GetType());
}

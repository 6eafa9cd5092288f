using Erasure.Core.Settings;

namespace Erasure.Core.Domains;

/// <summary>A kind of connector by its options.</summary>
/// <typeparam name="TOptions">The record of its options, whose settings have their rules as attributes.</typeparam>
/// <param name="name">What <c>connector.type</c> says.</param>
internal abstract class ConnectorKind<TOptions>(string name) : IConnectorKind
    where TOptions : ConnectorConfiguration
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Type Options => typeof(TOptions);

    /// <inheritdoc/>
    public virtual bool NeedsLake => false;

    /// <inheritdoc/>
    public void Check(ConnectorConfiguration options, string path, ConfigurationProblems problems) => Check((TOptions)options, path, problems);

    /// <inheritdoc/>
    public IConnector Create(DomainConfiguration domain, IServiceProvider services) => Create((TOptions)domain.Connector, domain.Name, services);

    /// <summary>Adds what is wrong with options beyond each setting by itself; nothing, where each setting's own rule says all.</summary>
    /// <param name="options">The options, of which required ones may be null.</param>
    /// <param name="path">Where they stand: <c>$.domains[0].connector</c>.</param>
    /// <param name="problems">Where to tell it.</param>
    protected virtual void Check(TOptions options, string path, ConfigurationProblems problems)
    {
    }

    /// <summary>Makes the connector of one domain; it is kept, and disposed of where it is disposable.</summary>
    /// <param name="options">The domain's options, which are right.</param>
    /// <param name="domain">The domain's name.</param>
    /// <param name="services">What the host has registered.</param>
    protected abstract IConnector Create(TOptions options, string domain, IServiceProvider services);
}

namespace Erasure.Core.Domains;

/// <summary>One connector for each domain of the configuration, made at start and kept.</summary>
/// <param name="domains">The domains.</param>
/// <param name="make">Makes a domain's connector.</param>
public sealed class ConfiguredConnectors(IReadOnlyList<DomainConfiguration> domains, Func<DomainConfiguration, IConnector> make) : IConnectors, IDisposable
{
    private readonly Dictionary<string, IConnector> connectors = domains.ToDictionary(domain => domain.Name, make);

    /// <inheritdoc/>
    public IConnector For(string domain) =>
        connectors.TryGetValue(domain, out IConnector? connector)
            ? connector
            : throw new KeyNotFoundException($"No domain '{domain}' is configured; there are: {string.Join(", ", connectors.Keys)}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable connector in connectors.Values.OfType<IDisposable>())
        {
            connector.Dispose();
        }
    }
}

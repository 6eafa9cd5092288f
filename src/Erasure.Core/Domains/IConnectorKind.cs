using Erasure.Core.Settings;

namespace Erasure.Core.Domains;

/// <summary>A kind of connector: its options, what must hold of them, and what is made of them. <see cref="ConnectorKind{TOptions}"/> is what to derive from.</summary>
internal interface IConnectorKind
{
    /// <summary>What <c>connector.type</c> says.</summary>
    string Name { get; }

    /// <summary>The record of its options.</summary>
    Type Options { get; }

    /// <summary>It erases in the lake, which must be configured then.</summary>
    bool NeedsLake { get; }

    /// <summary>Adds what is wrong with its options beyond each setting by itself. Of a file with problems, required settings may be null here.</summary>
    void Check(ConnectorConfiguration options, string path, ConfigurationProblems problems);

    /// <summary>Makes the connector of one domain, at start.</summary>
    IConnector Create(DomainConfiguration domain, IServiceProvider services);
}

using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Connector;

/// <summary>Erases in the lake, through a deletion job.</summary>
public sealed record LakeConnectorConfiguration : ConnectorConfiguration
{
    /// <summary>Ids of the data mappers that this domain erases from, declared or stored; every mapper of the lake where it isn't given.</summary>
    public IReadOnlyList<string>? Mappers { get; init; }
}

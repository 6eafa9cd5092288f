using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Connector;

/// <summary>Which data mappers domains erase in.</summary>
public static class CoveredMappers
{
    /// <summary>Some domain erases in the mapper of that id; otherwise no erasure searches it.</summary>
    public static bool Cover(this IEnumerable<DomainConfiguration> domains, string mapper) =>
        domains.Any(domain => domain.Connector is LakeConnectorConfiguration lake && lake.Mappers?.Contains(mapper, StringComparer.OrdinalIgnoreCase) != false);
}

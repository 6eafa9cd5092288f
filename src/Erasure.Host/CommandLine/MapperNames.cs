using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary>Finds domains that name data mappers which aren't there: neither declared nor stored.</summary>
internal static class MapperNames
{
    public static async Task<IReadOnlyList<ConfigurationProblem>> CheckAsync(ErasureConfiguration configuration, CancellationToken cancellationToken)
    {
        List<(string Name, string Place)> named = [.. configuration.Domains.SelectMany((domain, i) => ((domain.Connector as LakeConnectorConfiguration)?.Mappers ?? []).Select((name, j) => (name, $"$.domains[{i}].connector.mappers[{j}]")))];

        // Records that aren't on this machine aren't asked.
        if (named.Count == 0 || configuration.Records is not null)
        {
            return [];
        }

        HashSet<string> ids = new((await MapperStore.ListAsync(configuration, cancellationToken)).Select(mapper => mapper.Id), StringComparer.OrdinalIgnoreCase);
        return [.. named.Where(one => !ids.Contains(one.Name)).Select(one => new ConfigurationProblem(one.Place, $"unknown-mapper: there is no data mapper {one.Name}, neither in lake.mappers nor stored through the API; there {(ids.Count == 0 ? "is none" : $"are {string.Join(", ", ids.Order(StringComparer.Ordinal))}")}"))];
    }
}

using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;

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

        IEnumerable<string> known = configuration.Lake?.Mappers.Select(mapper => mapper.Id) ?? [];
        if (configuration.Lake is not null && File.Exists(DatabaseFile.Of(configuration)))
        {
            await using ServiceProvider services = MapperStore.Open(configuration, forChanges: false);
            known = (await services.GetRequiredService<DataMappers>().ListAsync(cancellationToken)).Select(mapper => mapper.Id);
        }

        HashSet<string> ids = new(known, StringComparer.OrdinalIgnoreCase);
        return [.. named.Where(one => !ids.Contains(one.Name)).Select(one => new ConfigurationProblem(one.Place, $"unknown-mapper: there is no data mapper {one.Name}, neither in lake.mappers nor stored through the API; there {(ids.Count == 0 ? "is none" : $"are {string.Join(", ", ids.Order(StringComparer.Ordinal))}")}"))];
    }
}

using Erasure.Core.Configuration;
using Erasure.Host.Serving;

namespace Erasure.Host.CommandLine;

/// <summary>Finds domains that name data mappers which aren't there: neither declared nor stored.</summary>
internal static class MapperNames
{
    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong.</param>
    /// <param name="withStored">The database can be read, if there is one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<ConfigurationProblem>> CheckAsync(ErasureConfiguration configuration, Func<string, bool> isWrong, bool withStored, CancellationToken cancellationToken)
    {
        List<(string Name, string Place)> named = [.. (configuration.Domains ?? []).SelectMany((domain, i) => ((domain?.Connector as LakeConnectorConfiguration)?.Mappers ?? []).Select((name, j) => (name, $"$.domains[{i}].connector.mappers[{j}]"))).Where(one => one.name is not null)];

        // Records that aren't on this machine aren't asked, and where an id can't be read it may be the one that is named.
        if (named.Count == 0 || configuration.Lake is not { } lake || configuration.Records is not null || lake.Mappers is null
            || lake.Mappers.Where((mapper, i) => mapper?.Id is null || isWrong($"$.lake.mappers[{i}].id")).Any()
            || (!withStored && File.Exists(DatabaseFile.Of(configuration))))
        {
            return [];
        }

        // Of the file's own, nothing but their ids is needed.
        IReadOnlyList<DataMapper> stored = withStored ? await MapperStore.ListAsync(configuration with { Lake = lake with { Mappers = [] } }, cancellationToken) : [];
        HashSet<string> ids = new(lake.Mappers.Concat(stored).Select(mapper => mapper.Id), StringComparer.OrdinalIgnoreCase);
        return [.. named.Where(one => !ids.Contains(one.Name)).Select(one => new ConfigurationProblem(one.Place, $"unknown-mapper: there is no data mapper {one.Name}, neither in lake.mappers nor stored through the API; there {(ids.Count == 0 ? "is none" : $"are {string.Join(", ", ids.Order(StringComparer.Ordinal))}")}"))];
    }
}

using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Settings;

namespace Erasure.Host.CommandLine;

/// <summary>Finds domains that name data mappers which aren't there: neither declared nor stored.</summary>
internal static class MapperNames
{
    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="stored">The stored mappers; null where they can't be looked up here, and it is told that they weren't.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong.</param>
    public static IEnumerable<ConfigurationProblem> Check(ErasureConfiguration configuration, IReadOnlyList<DataMapper>? stored, Func<string, bool> isWrong)
    {
        // Where the list itself can't be read, that is what is wrong.
        if (configuration.Lake is not { Mappers: { } declared } || (declared.Count == 0 && isWrong("$.lake.mappers")))
        {
            yield break;
        }

        string[] ids = [.. declared.Concat(stored ?? []).Select(mapper => mapper?.Id).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        string there = ids.Length == 0 ? "there is none" : $"there are {string.Join(", ", ids)}";
        foreach ((string name, string place) in NamesOf(configuration).Where(named => !ids.Contains(named.Name, StringComparer.OrdinalIgnoreCase)))
        {
            yield return new ConfigurationProblem(
                place,
                stored is null
                    ? $"unknown-mapper: there is no data mapper {name} in lake.mappers; {there}. Whether one is stored through the API can't be looked up here"
                    : $"unknown-mapper: there is no data mapper {name}, neither in lake.mappers nor stored through the API; {there}");
        }
    }

    private static IEnumerable<(string Name, string Place)> NamesOf(ErasureConfiguration configuration) =>
        (configuration.Domains ?? []).SelectMany((domain, i) => ((domain?.Connector as LakeConnectorConfiguration)?.Mappers ?? [])
            .Select((name, j) => (Name: name, Place: $"$.domains[{i}].connector.mappers[{j}]"))
            .Where(named => named.Name is not null));
}

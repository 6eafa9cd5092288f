using Erasure.Core.Configuration;

namespace Erasure.Host.CommandLine;

/// <summary>What is right in a configuration, but seldom meant.</summary>
internal static class ConfigNotes
{
    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="stored">The stored mappers; null where they can't be looked up here.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong.</param>
    public static IEnumerable<ConfigurationProblem> Of(ErasureConfiguration configuration, IReadOnlyList<DataMapper>? stored, Func<string, bool> isWrong)
    {
        // A connector that can't be read may name any mapper.
        bool areDomainsRight = configuration.Domains is { } domains && domains.All(domain => domain?.Connector is not null) && !Enumerable.Range(0, domains.Count).Any(i => isWrong($"$.domains[{i}].connector.mappers"));
        bool IsUnsearched(DataMapper mapper) => areDomainsRight && !configuration.Covers(mapper.Id);
        foreach ((int index, DataMapper? mapper) in (configuration.Lake?.Mappers ?? []).Index())
        {
            string path = $"$.lake.mappers[{index}]";
            if (mapper?.Id is null || isWrong($"{path}.id"))
            {
                continue;
            }

            if (mapper.Prefix?.Length == 0 && !isWrong($"{path}.prefix"))
            {
                yield return new ConfigurationProblem($"{path}.prefix", $"is empty, so that {mapper.Id} covers every object of the whole {(configuration.Lake!.S3 is null ? "lake" : "bucket")}");
            }

            if (IsUnsearched(mapper))
            {
                yield return Unsearched(path, mapper);
            }
        }

        foreach (DataMapper mapper in (stored ?? []).Where(IsUnsearched))
        {
            yield return Unsearched($"(stored).{mapper.Id}", mapper);
        }
    }

    private static ConfigurationProblem Unsearched(string path, DataMapper mapper) => new(path, $"is in no domain's connector.mappers, so that no erasure searches {mapper.Id}");
}

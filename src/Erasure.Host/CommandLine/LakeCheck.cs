using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary>Holds the data mappers of a configuration against its lake, as a host does at its start; also while one runs.</summary>
internal static class LakeCheck
{
    private static readonly string[] Places = ["$.lake.folder", "$.lake.s3", "$.lake.athena"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What the lake says of them, by their places in the file. Stored ones are there too where their host's database is at hand.</summary>
    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="lake">Its lake.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong: what stands on it isn't looked at.</param>
    /// <param name="withStored">The database can be read, if there is one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(ErasureConfiguration configuration, LakeConfiguration lake, Func<string, bool> isWrong, bool withStored, CancellationToken cancellationToken)
    {
        if (Places.Any(isWrong) || lake.Mappers is null)
        {
            return [];
        }

        DataMapper[] right = [.. lake.Mappers.Where((_, i) => !isWrong($"$.lake.mappers[{i}]"))];
        ErasureConfiguration looked = configuration with { Domains = [], Lake = lake with { Mappers = right } };
        await using ServiceProvider services = MapperStore.Open(looked, forChanges: false);
        IReadOnlyList<DataMapper> mappers = withStored && configuration.Records is null && File.Exists(DatabaseFile.Of(configuration))
            ? await services.GetRequiredService<DataMappers>().ListAsync(cancellationToken)
            : right;
        IReadOnlyList<CheckedMapper> seen = await services.GetRequiredService<MapperChecks>().CheckAllAsync(mappers, Patience, TimeProvider.System, cancellationToken);
        return [.. seen.SelectMany(mapper => mapper.Problems.Select(problem => new ConfigurationProblem($"{PlaceOf(mapper.Mapper, lake)}.{problem.Path}".TrimEnd('.'), $"{problem.Code}: {problem.Message}")))];
    }

    private static string PlaceOf(string id, LakeConfiguration lake)
    {
        int declared = Enumerable.Range(0, lake.Mappers.Count).FirstOrDefault(i => string.Equals(lake.Mappers[i]?.Id, id, StringComparison.OrdinalIgnoreCase), -1);
        return declared < 0 ? $"(stored).{id}" : $"$.lake.mappers[{declared}]";
    }
}

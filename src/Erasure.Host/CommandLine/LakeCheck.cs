using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Host.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary>Holds the data mappers of a configuration against its lake, as a host does at its start; also while one runs.</summary>
internal static class LakeCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What the lake says of them, by their places in the file. Stored ones are there too where their host's database is at hand.</summary>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(ErasureConfiguration configuration, LakeConfiguration lake, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = MapperStore.Open(configuration, forChanges: false);
        IReadOnlyList<DataMapper> mappers = configuration.Records is null && File.Exists(DatabaseFile.Of(configuration))
            ? await services.GetRequiredService<DataMappers>().ListAsync(cancellationToken)
            : lake.Mappers;
        IReadOnlyList<CheckedMapper> seen = await services.GetRequiredService<MapperChecks>().CheckAllAsync(mappers, Patience, TimeProvider.System, cancellationToken);
        return [.. seen.SelectMany(mapper => mapper.Problems.Select(problem => new ConfigurationProblem($"{PlaceOf(mapper.Mapper, lake)}.{problem.Path}".TrimEnd('.'), $"{problem.Code}: {problem.Message}")))];
    }

    private static string PlaceOf(string id, LakeConfiguration lake)
    {
        int declared = Enumerable.Range(0, lake.Mappers.Count).FirstOrDefault(i => string.Equals(lake.Mappers[i].Id, id, StringComparison.OrdinalIgnoreCase), -1);
        return declared < 0 ? $"(stored).{id}" : $"$.lake.mappers[{declared}]";
    }
}

using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Language;
using Erasure.Core.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Host.CommandLine;

/// <summary>Holds the data mappers of a configuration against its lake, as a host does at its start; also while one runs.</summary>
internal static class LakeCheck
{
    private static readonly string[] Places = ["$.lake.folder", "$.lake.s3"];

    // What says where a mapper's objects are: as long as that is right, it is looked at whatever else is wrong with the mapper.
    private static readonly string[] PlaceSettings = ["id", "prefix", "bucket", "table", "include", "exclude", "mayBeEmpty", "deleteOldVersions", "roleArn"];

    /// <summary>How long a mapper may take to be looked at.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether the lake can be looked into, as far as the file says where it is.</summary>
    public static bool CanLook(LakeConfiguration lake, Func<string, bool> isWrong) => lake.Mappers is not null && !Places.Any(isWrong);

    /// <summary>What the lake says of them, by their places in the file.</summary>
    /// <param name="configuration">What the file says, as far as it is right.</param>
    /// <param name="lake">Its lake, which <see cref="CanLook"/>.</param>
    /// <param name="stored">The stored mappers; null where they can't be looked up here.</param>
    /// <param name="isWrong">Whether a setting is known to be wrong: what stands on it isn't looked at.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<ConfigurationProblem>> RunAsync(ErasureConfiguration configuration, LakeConfiguration lake, IReadOnlyList<DataMapper>? stored, Func<string, bool> isWrong, CancellationToken cancellationToken)
    {
        // Mappers with a table can't be asked of a catalog whose settings are wrong.
        AthenaConfiguration? athena = isWrong("$.lake.athena") ? null : lake.Athena;
        DataMapper[] declared = [.. lake.Mappers.Select((mapper, i) => AsFarAsRight(mapper, $"$.lake.mappers[{i}]", isWrong)).OfType<DataMapper>()];
        DataMapper[] looked = [.. declared.Concat(stored ?? []).Where(mapper => mapper.Table is null || athena is not null)];
        ErasureConfiguration alone = configuration with { Domains = [], Lake = lake with { Mappers = declared, Athena = athena } };
        await using ServiceProvider services = MapperStore.Open(alone, forChanges: false, stored is null ? null : MapperStore.KeyOf(configuration));
        IReadOnlyList<CheckedMapper> seen = await services.GetRequiredService<IMapperChecks>().CheckAllAsync(looked, Patience, TimeProvider.System, cancellationToken);
        return [.. seen.SelectMany(mapper => ProblemsOf(mapper, lake, isWrong))];
    }

    private static IEnumerable<ConfigurationProblem> ProblemsOf(CheckedMapper mapper, LakeConfiguration lake, Func<string, bool> isWrong)
    {
        int declared = Enumerable.Range(0, lake.Mappers.Count).FirstOrDefault(i => string.Equals(lake.Mappers[i]?.Id, mapper.Mapper, StringComparison.OrdinalIgnoreCase), -1);
        string place = declared < 0 ? $"(stored).{mapper.Mapper}" : $"$.lake.mappers[{declared}]";
        bool isPlaceOnly = declared >= 0 && isWrong(place);
        return mapper.Problems
            .Where(problem => !isPlaceOnly || PlaceSettings.Contains(problem.Path))
            .Select(problem => new ConfigurationProblem($"{place}.{problem.Path}".TrimEnd('.'), $"{problem.Code}: {English.Sentences(problem.Message, problem.Object?.Describe()).TrimEnd('.')}"));
    }

    /// <summary>The mapper, without what is wrong in it; null where it isn't known where to look.</summary>
    private static DataMapper? AsFarAsRight(DataMapper? mapper, string path, Func<string, bool> isWrong) =>
        mapper is null || PlaceSettings.Any(setting => isWrong($"{path}.{setting}")) ? null
        : isWrong(path) ? mapper with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>>(), Text = null }
        : mapper;
}

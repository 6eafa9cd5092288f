using System.Text.Json;
using Erasure.Core.Settings;
using Erasure.Core.Subjects;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Reads a data mapper from JSON, by the configuration file's rules.</summary>
internal static class MapperReader
{
    private const string Root = "$";

    /// <summary>Reads it.</summary>
    /// <param name="json">The settings; the id may be left out.</param>
    /// <param name="id">The id that it gets.</param>
    /// <param name="lake">The lake that it is for.</param>
    /// <returns>The mapper, and no problem; or null and at least one.</returns>
    public static (DataMapper? Mapper, IReadOnlyList<MapperProblem> Problems) Read(JsonElement json, string id, LakeConfiguration lake)
    {
        if (!JsonTexts.AreValid(json))
        {
            return (null, [new MapperProblem("invalid", "(body)", "holds half a surrogate pair, which is no text")]);
        }

        if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().GroupBy(field => field.Name).Any(same => same.Skip(1).Any()))
        {
            return (null, [new MapperProblem("invalid", "(body)", "has a setting that is there twice")]);
        }

        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out JsonElement given) && !(given.ValueKind == JsonValueKind.String && given.ValueEquals(id)))
        {
            return (null, [new MapperProblem("contradiction", "id", "must be the one in the address, or be left out")]);
        }

        ConfigurationReader reader = new(_ => null, FieldNames.Shown);
        var mapper = (DataMapper?)reader.Read(WithId(json, id), typeof(DataMapper), Root);
        List<MapperProblem> problems = [.. reader.Problems.All.Select(problem => new MapperProblem("invalid", problem.Path[Root.Length..].TrimStart('.'), problem.Message))];
        problems.AddRange(mapper is null ? [] : MapperRules.Check(mapper, lake).Select(problem => problem.Shown(mapper)).Where(problem => !reader.Problems.Touch(problem.Below(Root))));
        return problems.Count == 0 ? (mapper, problems) : (null, problems);
    }

    private static JsonElement WithId(JsonElement json, string id) => json.ValueKind == JsonValueKind.Object
        ? JsonSerializer.SerializeToElement(json.EnumerateObject().Where(field => field.Name != "id").Select(field => KeyValuePair.Create(field.Name, field.Value))
            .Prepend(KeyValuePair.Create("id", JsonSerializer.SerializeToElement(id))).ToDictionary())
        : json;
}

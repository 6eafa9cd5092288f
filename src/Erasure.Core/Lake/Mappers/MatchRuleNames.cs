using System.Text.Json;
using Erasure.Parquet;

namespace Erasure.Core.Lake.Mappers;

/// <summary>What matching rules are called wherever a person writes or reads them: <c>ignore-case</c>.</summary>
public static class MatchRuleNames
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Rules().Select(rule => JsonNamingPolicy.KebabCaseLower.ConvertName(rule.ToString()))];

    /// <summary>The rules of some names; a name that there isn't is left out.</summary>
    public static MatchRules Read(IEnumerable<string> names) =>
        names.Aggregate(MatchRules.None, (all, name) => all | Rules().FirstOrDefault(rule => JsonNamingPolicy.KebabCaseLower.ConvertName(rule.ToString()) == name));

    private static IEnumerable<MatchRules> Rules() => Enum.GetValues<MatchRules>().Where(rule => rule != MatchRules.None);
}

using Erasure.Core.Settings;

namespace Erasure.Core.Lake.Mappers;

/// <summary>The name of a matching rule.</summary>
internal sealed class MatchRuleAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        MatchRuleNames.All.Contains((string)value) ? null : $"must be one of: {string.Join(", ", MatchRuleNames.All)}";
}

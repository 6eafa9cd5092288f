namespace Erasure.Core.Configuration.Rules;

/// <summary>Name of an environment variable that is set.</summary>
internal sealed class EnvironmentVariableAttribute : SettingRuleAttribute
{
    internal override string? Check(object value, Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment((string)value)) ? "names an environment variable that isn't set; secrets come from the environment" : null;
}

namespace Erasure.Core.Settings;

/// <summary>Name of an environment variable that is set, to something that can be sent.</summary>
internal sealed class EnvironmentVariableAttribute : SettingRuleAttribute
{
    /// <summary>Its value is sent in a header, or held against one.</summary>
    public bool IsHeader { get; init; }

    internal override string? Check(object value, Func<string, string?> environment) => environment((string)value) switch
    {
        null or "" => "names an environment variable that isn't set; secrets come from the environment",
        var secret when secret.Any(char.IsControl) => $"names a variable ({value}) whose value has a line end or another control character, often at its end: set it without",
        var secret when IsHeader && !HeaderValue.IsRight(secret) => $"names a variable ({value}) whose value no header can carry: it {HeaderValue.Form}",
        _ => null,
    };
}

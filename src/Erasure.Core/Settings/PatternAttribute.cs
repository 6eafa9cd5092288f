using System.Text.RegularExpressions;

namespace Erasure.Core.Settings;

/// <summary>Text of a form.</summary>
/// <param name="pattern">Regular expression for the whole text.</param>
/// <param name="form">The form in words.</param>
internal sealed class PatternAttribute(string pattern, string form) : SettingRuleAttribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public string Pattern { get; } = pattern;

    public string Form { get; } = form;

    internal override string? Check(object value, Func<string, string?> environment) =>
        Regex.IsMatch((string)value, $@"\A(?:{Pattern})\z", RegexOptions.CultureInvariant, Longest) ? null : $"must be {Form}";
}

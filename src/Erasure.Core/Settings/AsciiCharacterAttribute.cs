namespace Erasure.Core.Settings;

/// <summary>One ASCII character that is no line end, or one word in place of it.</summary>
/// <param name="orElse">The word; null where there is none.</param>
internal sealed class AsciiCharacterAttribute(string? orElse = null) : SettingRuleAttribute
{
    public string? OrElse { get; } = orElse;

    internal override string? Check(object value, Func<string, string?> environment) =>
        (string)value is [<= '\x7f' and not ('\r' or '\n' or '\0')] || (OrElse is not null && (string)value == OrElse)
            ? null
            : $"must be one ASCII character other than a line end, as JSON writes it (\";\", \"\\t\", \"\\u0001\"){(OrElse is null ? "" : $", or {OrElse}")}";
}

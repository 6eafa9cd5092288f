using System.Xml;

namespace Erasure.Core.Settings;

/// <summary>A duration within bounds, both included, as ISO 8601.</summary>
internal sealed class LastsAttribute(string least, string most) : SettingRuleAttribute
{
    public string Least { get; } = least;

    public string Most { get; } = most;

    internal override string? Check(object value, Func<string, string?> environment) =>
        value is TimeSpan duration && duration >= XmlConvert.ToTimeSpan(Least) && duration <= XmlConvert.ToTimeSpan(Most)
            ? null
            : $"must be between {Least} and {Most}";
}

namespace Erasure.Core.Settings;

/// <summary>A number within bounds, both included.</summary>
internal sealed class BetweenAttribute(double least, double most) : SettingRuleAttribute
{
    public double Least { get; } = least;

    public double Most { get; } = most;

    internal override string? Check(object value, Func<string, string?> environment) =>
        Convert.ToDouble(value) is double number && number >= Least && number <= Most ? null : $"must be between {Least} and {Most}";
}

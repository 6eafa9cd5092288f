namespace Erasure.Core.Settings;

/// <summary>What a setting's value must be; of a list, each item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingRuleAttribute : Attribute
{
    /// <summary>What is wrong with the value, to be read after its path; null where nothing is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="environment">Looks an environment variable up.</param>
    internal abstract string? Check(object value, Func<string, string?> environment);
}

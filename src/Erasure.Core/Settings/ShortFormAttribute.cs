namespace Erasure.Core.Settings;

/// <summary>Text in place of an object stands for a record with this one setting.</summary>
/// <param name="setting">The setting's property.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShortFormAttribute(string setting) : Attribute
{
    public string Setting { get; } = setting;
}

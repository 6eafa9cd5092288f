namespace Erasure.Core.Settings;

/// <summary>A word that people write for a value of the enumeration, and that is none.</summary>
/// <param name="name">The word.</param>
/// <param name="meaning">What is to be written for it.</param>
[AttributeUsage(AttributeTargets.Enum, AllowMultiple = true)]
internal sealed class OtherNameAttribute(string name, string meaning) : Attribute
{
    public string Name { get; } = name;

    public string Meaning { get; } = meaning;
}

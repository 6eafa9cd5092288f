namespace Erasure.Core.Subjects;

/// <summary>The person to erase: identifiers (<c>user_id</c>, <c>email</c>, ...) and their values. Lives in the vault, travels only inside <see cref="Sealed{T}"/>.</summary>
public sealed class Subject(IReadOnlyDictionary<string, string> identifiers)
{
    /// <summary>Values by identifier name; names are lower case and never personal.</summary>
    public IReadOnlyDictionary<string, string> Identifiers { get; } = identifiers;

    /// <inheritdoc/>
    public override string ToString() => "[sealed]";
}

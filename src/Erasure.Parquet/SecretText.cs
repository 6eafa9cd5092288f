using System.Diagnostics;

namespace Erasure.Parquet;

/// <summary>A value a person is known by. It can be compared, but never prints: not by <c>ToString</c>, not in a debugger.</summary>
[DebuggerDisplay("[sealed]")]
public readonly struct SecretText(string value) : IEquatable<SecretText>
{
    private readonly string value = value;

    /// <summary>The text itself. Only code that matches or converts values may ask for it.</summary>
    public string Reveal() => value ?? "";

    /// <inheritdoc/>
    public bool Equals(SecretText other) => string.Equals(Reveal(), other.Reveal(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SecretText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Reveal());

    /// <inheritdoc/>
    public override string ToString() => "[sealed]";

    public static bool operator ==(SecretText left, SecretText right) => left.Equals(right);

    public static bool operator !=(SecretText left, SecretText right) => !left.Equals(right);
}

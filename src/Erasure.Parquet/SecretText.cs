using System.Diagnostics;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet;

/// <summary>A value a person is known by. It can be compared, but never prints: not by <c>ToString</c>, not in a debugger.</summary>
[DebuggerDisplay("[sealed]")]
public readonly struct SecretText(string value) : IEquatable<SecretText>
{
    private readonly string value = value;

    /// <summary>The text itself. Only code that matches or converts values may ask for it.</summary>
    public string Reveal() => value ?? "";

    /// <summary>The text in the form in which <paramref name="rules"/> compare: equal to that of every other spelling which they make equal.</summary>
    /// <returns>Null where it equals nothing, because nothing is left of it or it is no valid Unicode.</returns>
    public SecretText? In(MatchRules rules) => rules == MatchRules.None ? this : ValueForm.Of(rules).KeyOf(Reveal()) is { } key ? new SecretText(key) : null;

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

using System.Text;

namespace Erasure.Core.Objects;

/// <summary>The order of keys by their UTF-8 bytes, in which stores list them. UTF-16 order differs beyond the basic plane.</summary>
public sealed class KeyOrder : IComparer<string>
{
    /// <summary>The only one.</summary>
    public static KeyOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}

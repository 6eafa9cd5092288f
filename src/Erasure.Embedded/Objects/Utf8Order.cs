using System.Text;

namespace Erasure.Embedded.Objects;

/// <summary>The order of names by their UTF-8 bytes, as S3 lists. UTF-16 order differs beyond the basic plane.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y) =>
        Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
}

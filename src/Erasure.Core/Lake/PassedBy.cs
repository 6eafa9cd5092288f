namespace Erasure.Core.Lake;

/// <summary>Why objects aren't searched, on purpose.</summary>
/// <param name="Reason">As a code: <c>hidden</c>, <c>excluded</c> or <c>not-included</c>.</param>
/// <param name="Place">Hidden: the part of the path that begins with <c>_</c> or <c>.</c>, with what is above it, without partitions' values. Excluded: the pattern. Not included: empty.</param>
public sealed record PassedBy(string Reason, string Place)
{
    /// <summary>A part of the path begins with <c>_</c> or <c>.</c>, as of what Hive and Spark don't take for data.</summary>
    internal const string Hidden = "hidden";

    /// <summary>A pattern of the mapper excludes it.</summary>
    internal const string Excluded = "excluded";

    /// <summary>The mapper has patterns of what is its, and none is of this.</summary>
    internal const string NotIncluded = "not-included";
}

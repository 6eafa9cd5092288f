using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Which pages of a chunk to read.</summary>
/// <param name="Pages">The data pages, in order; null for all.</param>
internal sealed record PageSelection(IReadOnlyList<PageLocation>? Pages)
{
    public static PageSelection All { get; } = new((IReadOnlyList<PageLocation>?)null);
}

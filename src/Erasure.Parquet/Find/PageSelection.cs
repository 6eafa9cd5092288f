using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Find;

/// <summary>Which pages of a chunk can hold a value that is asked for.</summary>
internal sealed class PageSelection
{
    private readonly HashSet<long>? offsets;

    private PageSelection(IReadOnlyList<PageLocation>? pages, long firstPage)
    {
        Pages = pages;
        FirstPage = firstPage;
        offsets = pages?.Select(page => page.Offset).ToHashSet();
    }

    public static PageSelection All { get; } = new(null, 0);

    /// <summary>The data pages, in order; null for all.</summary>
    public IReadOnlyList<PageLocation>? Pages { get; }

    /// <summary>Where the chunk's first data page begins, selected or not, where <see cref="Pages"/> are given.</summary>
    public long FirstPage { get; }

    public static PageSelection Of(IReadOnlyList<PageLocation> pages, long firstPage) => new(pages, firstPage);

    /// <summary>Whether the page that begins there can hold a value.</summary>
    public bool Includes(long offset) => offsets?.Contains(offset) != false;
}

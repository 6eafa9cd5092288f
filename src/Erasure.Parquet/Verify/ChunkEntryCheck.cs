using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Holds the footer's entry of a rewritten chunk against the original's and against the chunk's pages.</summary>
/// <param name="old">The original's entry.</param>
/// <param name="made">The successor's.</param>
/// <param name="pages">The successor's pages.</param>
/// <param name="isShorter">Rows are gone.</param>
internal sealed class ChunkEntryCheck(ColumnChunk old, ColumnChunk made, IReadOnlyList<PageFacts> pages, bool isShorter)
{
    private const short LastKnown = 17, LastKnownOfChunk = 9, KeyValues = 8, IndexPage = 10, Dictionary = 11, Geospatial = 17;

    private readonly PageFacts? dictionary = pages.FirstOrDefault(page => page.Kind == PageKind.Dictionary) is { Range.Length: > 0 } page ? page : null;

    /// <summary>What is wrong; null where nothing is.</summary>
    public string? FindFault(long removedEntries)
    {
        ThriftStruct before = old.Meta, after = made.Meta;
        long start = made.PagesOffset;
        return !((short[])[1, 2, 3, 4]).All(id => Fields.IsSame(before, after, id)) ? "type, encodings, path or codec"
            : made.ValueCount != old.ValueCount - removedEntries || made.ValueCount != pages.Where(page => page.Kind != PageKind.Dictionary).Sum(page => (long)page.Entries) ? "number of values"
            : made.TotalUncompressedSize != pages.Sum(page => page.UncompressedBytes) ? "uncompressed size"
            : made.TotalCompressedSize != pages.Sum(page => page.Range.Length) ? "compressed size"
            : after.Has(KeyValues) && !Fields.IsSame(before, after, KeyValues) ? "key/value metadata"
            : !PointsAtPages(start) ? "page offset"
            : !HasTrueEncodingStats() ? "count of pages by encoding"
            : after.Has(Geospatial) && (isShorter || !Fields.IsSame(before, after, Geospatial)) ? "bounding box"
            : !Fields.AreKnown(after, LastKnown) ? "field that is not understood"
            : made.Raw.Number(2) is { } offset && offset != 0 && offset != start ? "file offset"
            : !Fields.IsSame(old.Raw, made.Raw, 1) || !Fields.AreKnown(made.Raw, LastKnownOfChunk) ? "field that is not understood"
            : null;
    }

    private bool PointsAtPages(long start)
    {
        long firstData = pages.First(page => page.Kind != PageKind.Dictionary).Range.Offset;
        bool pointedAtDictionary = dictionary is not null && old.DataPageOffset == old.PagesOffset;
        return pages[0].Range.Offset == start
            && made.DataPageOffset == (pointedAtDictionary ? start : firstData)
            && !made.Meta.Has(IndexPage)
            && made.Meta.Number(Dictionary) switch
            {
                null => dictionary is null || old.DictionaryPageOffset is not > 0,
                <= 0 => old.DictionaryPageOffset <= 0,
                { } offset => offset == dictionary?.Range.Offset,
            };
    }

    private bool HasTrueEncodingStats()
    {
        if (made.EncodingStats is not { } stats)
        {
            return true;
        }

        Dictionary<(PageKind, ValueEncoding), int> counted = pages.CountBy(page => (page.Kind, page.Encoding)).ToDictionary();
        Dictionary<(PageKind, ValueEncoding), int> said = Read(stats), saidBefore = old.EncodingStats is { } before ? Read(before) : [];
        return said.All(entry => counted.GetValueOrDefault(entry.Key) == entry.Value)
            && saidBefore.Keys.All(key => !counted.ContainsKey(key) || said.ContainsKey(key));
    }

    private static Dictionary<(PageKind Kind, ValueEncoding Encoding), int> Read(ThriftList stats)
    {
        Dictionary<(PageKind, ValueEncoding), int> read = [];
        for (int i = 0; i < stats.Count; i++)
        {
            ThriftStruct entry = stats.Struct(i);
            read[((PageKind)(entry.Int(1) ?? 0), (ValueEncoding)(entry.Int(2) ?? 0))] = entry.Int(3) ?? 0;
        }

        return read;
    }
}

using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Verify;

/// <summary>A page as it lies in the file.</summary>
/// <param name="Range">Its bytes, header included.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Encoding">How it encodes its values.</param>
/// <param name="UncompressedBytes">Bytes of the header, and of the body as the header says it has them once decompressed.</param>
/// <param name="Entries">Entries, nulls included.</param>
internal readonly record struct PageFacts(FileRange Range, PageKind Kind, ValueEncoding Encoding, long UncompressedBytes, int Entries)
{
    /// <summary>What a header says, of a page that begins at <paramref name="offset"/>.</summary>
    public static PageFacts Of(PageHeader header, long offset) => new(
        header.Range with { Offset = offset }, header.Kind, header.Encoding, (long)header.Length + header.UncompressedSize, header.ValueCount);
}

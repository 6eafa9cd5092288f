using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Verify;

/// <summary>Holds the footer's entry of a row group against the original's and against its chunks.</summary>
internal sealed class RowGroupEntryCheck(RowGroup old, RowGroup made)
{
    private const short Columns = 1, TotalSize = 2, RowCount = 3, FileOffset = 5, TotalCompressed = 6, Ordinal = 7;

    public bool IsSame() =>
        made.Columns.Length == old.Columns.Length
        && Fields.AreSame(old.Raw, made.Raw, Columns, TotalSize, RowCount, FileOffset, TotalCompressed, Ordinal)
        && Fits(TotalSize, made.Columns.Sum(chunk => chunk.TotalUncompressedSize), old.Raw.Number(TotalSize))
        && Fits(FileOffset, made.Columns.Length > 0 ? made.Columns.Min(chunk => chunk.PagesOffset) : 0, null)
        && Fits(TotalCompressed, made.Columns.Sum(chunk => chunk.TotalCompressedSize), old.Raw.Number(TotalCompressed))
        && Fits(Ordinal, made.Index, null);

    private bool Fits(short id, long counted, long? before) =>
        made.Raw.Number(id) is { } said ? said == counted || said == before : !old.Raw.Has(id);
}

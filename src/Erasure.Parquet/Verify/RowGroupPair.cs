namespace Erasure.Parquet.Verify;

/// <summary>A row group of an original and what became of it.</summary>
/// <param name="Old">Its position in the original's footer.</param>
/// <param name="Made">Its position in the successor's.</param>
/// <param name="Removed">Its rows that are gone, ascending.</param>
internal sealed record RowGroupPair(int Old, int Made, int[] Removed);

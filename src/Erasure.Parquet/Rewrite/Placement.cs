using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>Where a row group's structures lie in the new file.</summary>
/// <param name="index">Its position in the old footer.</param>
/// <param name="group">Its new metadata where it was rewritten; a copied one is parsed again when its turn comes.</param>
/// <param name="columns">How many chunks it has.</param>
internal sealed class Placement(int index, RowGroup? group, int columns)
{
    public int Index => index;

    public RowGroup? Group => group;

    public PlacedChunk[] Chunks { get; } = new PlacedChunk[columns];

    /// <summary>Writes the places into the row group's metadata.</summary>
    public void Apply(RowGroup target)
    {
        for (int i = 0; i < Chunks.Length; i++)
        {
            PlacedChunk placed = Chunks[i];
            ColumnChunk chunk = target.Columns[i];
            if (group is null)
            {
                chunk.Shift(placed.Start - chunk.PagesOffset);
                chunk.SetBloomFilter(placed.BloomFilter);
            }

            chunk.ColumnIndex = placed.ColumnIndexLength > 0 ? new FileRange(placed.ColumnIndexOffset, placed.ColumnIndexLength) : null;
            chunk.OffsetIndex = placed.OffsetIndexLength > 0 ? new FileRange(placed.OffsetIndexOffset, placed.OffsetIndexLength) : null;
        }
    }
}

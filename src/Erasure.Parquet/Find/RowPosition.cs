using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>
/// Follows a chunk's pages row by row: which row a value belongs to. Pages of a repeated column may begin in the middle of one, whatever
/// their version and indexes promise: there only repetition levels tell rows, never what a header or an index counts.
/// </summary>
internal sealed class RowPosition(LeafColumn column, RowGroup group, ColumnChunk chunk)
{
    private PageDecoder? page;
    private int entry;
    private int value;
    private int row = -1;
    private int firstRow;

    /// <summary>Rows that began before the current page.</summary>
    public int RowsBefore => firstRow;

    /// <summary>Passes over a page of a column that doesn't repeat, where every value is a row.</summary>
    public void Skip(PageHeader header) => Advance(header.ValueCount);

    public void Enter(PageDecoder decoder)
    {
        page = decoder;
        entry = -1;
        value = -1;
        row = firstRow - 1;
        if (firstRow == 0 && column.MaxRepetition > 0 && decoder.EntryCount > 0 && decoder.Repetition[0] != 0)
        {
            throw Corrupt("begins in the middle of a row");
        }
    }

    public void Leave() =>
        Advance(column.MaxRepetition == 0 ? page!.EntryCount : page!.Repetition.Count((byte)0));

    /// <summary>The row of the page's n-th value; asked in ascending order.</summary>
    public int RowOf(int valueIndex)
    {
        if (column.MaxRepetition == 0 && page!.PresentCount == page.EntryCount)
        {
            return firstRow + valueIndex;
        }

        ReadOnlySpan<byte> definition = page!.Definition, repetition = page.Repetition;
        while (value < valueIndex)
        {
            entry++;
            value += definition.IsEmpty || definition[entry] == column.MaxDefinition ? 1 : 0;
            row += repetition.IsEmpty || repetition[entry] == 0 ? 1 : 0;
        }

        return row;
    }

    /// <summary>Checks the counts at the chunk's end.</summary>
    public void Finish(long entries)
    {
        if (entries != chunk.ValueCount)
        {
            throw Corrupt("does not have the number of values that the footer says");
        }

        if (firstRow != group.RowCount)
        {
            throw Corrupt("does not have the number of rows of its row group");
        }
    }

    private void Advance(int rows)
    {
        if (rows > group.RowCount - firstRow)
        {
            throw Corrupt("has more rows than its row group");
        }

        firstRow += rows;
    }

    private static RefusedException Corrupt(string what) => new(RefusalCode.Corrupt, $"The chunk {what}.");
}

using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Follows the pages of a repeated column's chunk element by element: in which row and in which element of each list around it a value stands. Has to see every page's levels.</summary>
/// <remarks>
/// Columns that share a list have an entry with a repetition level of at most the list's for each of its elements, so counting those tells
/// the same number for the same element in each of them.
/// </remarks>
internal sealed class ElementPosition
{
    private readonly LeafColumn column;
    private readonly int[] path;
    private PageDecoder? page;
    private int entry;
    private int value;

    public ElementPosition(LeafColumn column)
    {
        this.column = column;
        path = new int[column.MaxRepetition + 1];
        Array.Fill(path, -1);
    }

    public void Enter(PageDecoder decoder)
    {
        page = decoder;
        entry = -1;
        value = -1;
    }

    /// <summary>Of the page's n-th value, by level the elements of the row group that began before its own; the row at level 0. Asked in ascending order.</summary>
    public int[] PathOf(int valueIndex)
    {
        while (value < valueIndex)
        {
            Step();
        }

        return [.. path];
    }

    public void Leave()
    {
        while (entry < page!.EntryCount - 1)
        {
            Step();
        }
    }

    private void Step()
    {
        entry++;
        value += page!.Definition[entry] == column.MaxDefinition ? 1 : 0;
        for (int level = page.Repetition[entry]; level < path.Length; level++)
        {
            path[level]++;
        }
    }
}

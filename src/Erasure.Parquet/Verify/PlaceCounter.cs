namespace Erasure.Parquet.Verify;

/// <summary>Says where each value of a chunk's pages stands: its row, and the element of each list around it.</summary>
internal sealed class PlaceCounter(PageWalk walk)
{
    /// <summary>By level, the rows and elements that have begun.</summary>
    private readonly int[] begun = new int[walk.Column.MaxRepetition + 1];

    private int entry, value;

    /// <summary>Begins with the walk's current page.</summary>
    public void Begin()
    {
        begun[0] = (int)walk.RowsBefore;
        (entry, value) = (-1, -1);
    }

    /// <summary>By level, the number of the row or element in its row group that the page's n-th value stands in, from 0. Asked in ascending order.</summary>
    public int[] PlaceOf(int index)
    {
        while (value < index)
        {
            Step();
        }

        return [.. begun.Select(count => count - 1)];
    }

    /// <summary>Counts what is left of the current page, whose levels have been read where the column repeats.</summary>
    public void End()
    {
        while (begun.Length > 1 && entry < walk.Page.EntryCount - 1)
        {
            Step();
        }
    }

    private void Step()
    {
        ReadOnlySpan<byte> repetition = walk.Page.Repetition, definition = walk.Page.Definition;
        entry++;
        value += definition.IsEmpty || definition[entry] == walk.Column.MaxDefinition ? 1 : 0;
        for (int level = repetition.IsEmpty ? 0 : repetition[entry]; level < begun.Length; level++)
        {
            begun[level]++;
        }
    }
}

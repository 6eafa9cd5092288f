namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>What the offset indexes of pages that were cut again say of the rows that pages begin with.</summary>
internal enum FirstRows
{
    /// <summary>There is no offset index, nor a column index.</summary>
    Absent,

    /// <summary>The row, which begins there: pages are cut between rows only.</summary>
    Right,

    /// <summary>How many rows began before: of a page that begins inside a row, one too many.</summary>
    RowsBegun,

    /// <summary>The row that goes on.</summary>
    ContinuingRow,

    /// <summary>One more than is right, from the second page on.</summary>
    Shifted,

    /// <summary>How many entries stand before.</summary>
    Entries,

    /// <summary>The index lists no page.</summary>
    Empty,
}

/// <summary>How pages are cut again.</summary>
/// <param name="Version">1 or 2, of the pages.</param>
/// <param name="FirstRows">What offset indexes say.</param>
/// <param name="CountsEntries">v2 headers give the number of entries for that of rows.</param>
internal sealed record PageCut(int Version, FirstRows FirstRows, bool CountsEntries)
{
    public static PageCut Draw(Random random)
    {
        PageCut cut = new(random.Next(1, 3), (FirstRows)random.Next(7), CountsEntries: false);
        return cut with { CountsEntries = cut is { Version: 2, FirstRows: FirstRows.Absent } && random.Next(3) == 0 };
    }

    public override string ToString() => $"v{Version}, {(CountsEntries ? "rows counted as entries" : FirstRows.ToString())}";
}

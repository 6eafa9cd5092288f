namespace Erasure.Parquet;

/// <summary>What a find saw in one object.</summary>
/// <param name="Rows">Rows in the object; -1 where the finder stopped before it could know (text formats read to the end, so never there).</param>
/// <param name="RowsMatched">Rows that satisfy the predicate.</param>
/// <param name="BytesRead">Bytes that the find read from the source.</param>
/// <param name="Problems">Matches that could not be asked of this object; the other matches were.</param>
public sealed record Findings(long Rows, long RowsMatched, long BytesRead, IReadOnlyList<MatchProblem> Problems)
{
    /// <summary>
    /// Column chunks whose dictionary or bounds hold a value that is asked for though no row of theirs has it: it goes with the plan, even if no row does.
    /// Chunks that pruning leaves unread count as far as they were looked at.
    /// </summary>
    public long UnusedEntries { get; init; }

    /// <summary>There is something to erase.</summary>
    public bool HoldsAny => RowsMatched > 0 || UnusedEntries > 0;

    /// <summary>
    /// JSON, whose records need no field: which of the columns that were asked stand in some record of the object, with a value or null. Null where no record has a field, or columns are told
    /// otherwise.
    /// </summary>
    public IReadOnlyDictionary<string, bool>? ColumnsSeen { get; init; }

    /// <summary>CSV: the fields of the first line, where it is taken for a header; they may be values where it is none. Null elsewhere.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>Whose the rows are that match, as far as that can be told; null where the predicate names no askers.</summary>
    public AskedRows? Asked { get; init; }

    /// <summary>What else there is to know of the object.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];
}

/// <summary>A match that could not be asked: names the column and its type, never the value.</summary>
/// <param name="Code">Why.</param>
/// <param name="Column">The column's path as the match gives it.</param>
/// <param name="Type">The column's type as the file declares it; empty where there is no such column.</param>
/// <param name="Ordinal">Position of the match in the predicate: simple matches first, then composite ones; a simple match counts once per value.</param>
public sealed record MatchProblem(MatchProblemCode Code, string Column, string Type, long Ordinal)
{
    /// <summary>Only the match of that ordinal is concerned; otherwise all that ask for the column are, but for values that aren't of its type.</summary>
    public bool IsOfValue { get; init; }
}

/// <summary>Why a match could not be asked of an object.</summary>
public enum MatchProblemCode
{
    /// <summary>The object has no column of that path.</summary>
    ColumnNotFound,

    /// <summary>The path fits several columns that differ only by case; or it is one of them, and the value stands in another.</summary>
    ColumnAmbiguous,

    /// <summary>The path names a group, not a column; in JSON it leads to an object, and no path that is asked goes on into that.</summary>
    ColumnNotPrimitive,

    /// <summary>The value can't be read strictly as the column's type.</summary>
    ValueNotConvertible,

    /// <summary>The column's type can't be compared with text.</summary>
    TypeNotSupported,

    /// <summary>
    /// The column holds values that aren't valid in the character set that is said, and the value that is asked for has letters beyond ASCII, so that it may be among them; or one that would be the
    /// value in another set; or numbers beyond its type that readers show as the value.
    /// </summary>
    ColumnMalformed,
}

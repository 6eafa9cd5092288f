namespace Erasure.Parquet;

/// <summary>What a verification saw.</summary>
/// <param name="RowsBefore">Rows of the original.</param>
/// <param name="RowsErased">Rows of the original that match.</param>
/// <param name="RowsAfter">Rows of the successor.</param>
/// <param name="RowGroupsCopied">Row groups of the successor that are the original's, byte for byte.</param>
/// <param name="RowGroupsRewritten">Row groups of the successor that were compared row by row.</param>
/// <param name="Problems">What is wrong; empty where the successor is the original without the matching rows and nothing else.</param>
public sealed record VerificationReport(long RowsBefore, long RowsErased, long RowsAfter, int RowGroupsCopied, int RowGroupsRewritten, IReadOnlyList<VerificationProblem> Problems)
{
    /// <summary>Matches that could not be asked of the original, so that nothing is said of them.</summary>
    public IReadOnlyList<MatchProblem> NotAsked { get; init; } = [];

    /// <summary>Nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}

/// <summary>Something a verification found wrong.</summary>
/// <param name="Code">What.</param>
/// <param name="Message">Where: row group, column, byte offset; never a value.</param>
public sealed record VerificationProblem(VerificationProblemCode Code, string Message);

/// <summary>What a verification can find wrong.</summary>
public enum VerificationProblemCode
{
    /// <summary>A row that matches is still there.</summary>
    MatchLeft,

    /// <summary>A value that matches is still in a dictionary, though no row uses it.</summary>
    ValueLeftInDictionary,

    /// <summary>A value that matches is still a bound, though no row has it.</summary>
    ValueLeftInBounds,

    /// <summary>Rows that should have stayed differ, or are missing.</summary>
    RowsDiffer,

    /// <summary>Schema, writer or row groups are not the original's.</summary>
    MetadataDiffers,

    /// <summary>Statistics, page indexes, a bloom filter or the footer's entry of a chunk do not fit its pages, and did before.</summary>
    IndexesDiffer,

    /// <summary>Bytes that nothing in the footer accounts for.</summary>
    UnaccountedBytes,

    /// <summary>Something of the successor can't be read at all.</summary>
    Unreadable,
}

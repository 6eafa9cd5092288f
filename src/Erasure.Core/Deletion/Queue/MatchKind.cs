namespace Erasure.Core.Deletion.Queue;

/// <summary>What the values of a match mean.</summary>
public enum MatchKind
{
    /// <summary>Values by identifier name, as an erasure has them: a row goes when a column of any of them holds its value.</summary>
    Identifiers,

    /// <summary>One value: a row goes when any identifier column of its mapper holds it.</summary>
    Simple,

    /// <summary>Values by column of one mapper: a row goes when each column holds its value.</summary>
    Composite,
}

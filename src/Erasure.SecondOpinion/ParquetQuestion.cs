namespace Erasure.SecondOpinion;

/// <summary>Values that are asked of one column.</summary>
/// <param name="Number">Its number among the questions.</param>
/// <param name="Column">Its path.</param>
/// <param name="Values">The values, as <see cref="ParquetMatch.TextOf"/> writes them.</param>
internal sealed record ParquetQuestion(int Number, string Column, HashSet<string> Values)
{
    /// <summary>It lies in a list, where parts of a composite match have to hold within one element.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>Whether a value equals can't be told by plain comparison: the column's type, its name, or a rule.</summary>
    public bool IsOpen { get; set; }
}

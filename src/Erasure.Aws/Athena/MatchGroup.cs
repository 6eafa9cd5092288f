using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>Matches that ask the same columns. Their values are in the manifest, under the group's number.</summary>
/// <param name="Number">The group's number in the manifest.</param>
/// <param name="Columns">Of a simple match, columns of which any may equal the one value; of a composite match, columns that each equal the value at their own position.</param>
/// <param name="IsComposite">Which of the two.</param>
public sealed record MatchGroup(int Number, IReadOnlyList<string> Columns, bool IsComposite)
{
    /// <summary>How each column is compared; exactly where it isn't given.</summary>
    public IReadOnlyList<MatchRules> Rules { get; init; } = [];

    /// <summary>Those of its columns that are of text and asked for values beyond ASCII, which objects may hold in another character set than they are said to be in.</summary>
    public IReadOnlyCollection<string> BeyondAscii { get; init; } = [];

    internal MatchRules RulesOf(int column) => column < Rules.Count ? Rules[column] : MatchRules.None;
}

using System.Runtime.CompilerServices;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet;

/// <summary>Which rows go: those that satisfy any of the matches.</summary>
/// <remarks>Columns are dotted paths (<c>ctx.user.id</c>), compared case-insensitively unless that is ambiguous. Nulls never match.</remarks>
public sealed record RowPredicate(IReadOnlyList<SimpleMatch> Simple, IReadOnlyList<CompositeMatch> Composite)
{
    private static readonly ConditionalWeakTable<RowPredicate, RowPredicate> LooseOnes = [];

    /// <summary>Also count the rows that stay and would go if every text were compared loosely, as <see cref="NoticeCode.NearMisses"/>. Reads every value of text columns. For a dry run; default false.</summary>
    public bool CountNearMisses { get; init; }

    /// <summary>Who asks each match, by its ordinal: rows are counted for each of them too. Ordinals as in <see cref="MatchProblem.Ordinal"/>; askers from 0 on. Null where that is not to be told.</summary>
    public IReadOnlyList<int>? Askers { get; init; }

    /// <summary>What <see cref="Loosely"/> answers where it isn't made of these matches alone: some that only a looser look would ask; null otherwise.</summary>
    public RowPredicate? LooseForm { get; init; }

    /// <summary>The same matches by every rule there is; the same one as long as this one lives, since what erasers prepare is kept with it.</summary>
    public RowPredicate Loosely() => LooseForm ?? LooseOnes.GetValue(this, static exact => new RowPredicate(
        [.. exact.Simple.Select(match => match with { Rules = ValueForm.AllRules })],
        [.. exact.Composite.Select(match => match with { Parts = [.. match.Parts.Select(part => part with { Rules = ValueForm.AllRules })] })]));
}

/// <summary>Matches a row in which any of <paramref name="Columns"/> equals any of <paramref name="Values"/>.</summary>
public sealed record SimpleMatch(IReadOnlyList<string> Columns, IReadOnlyList<SecretText> Values)
{
    /// <summary>How the columns' texts are compared with the values.</summary>
    public MatchRules Rules { get; init; }
}

/// <summary>Matches a row in which every one of <paramref name="Parts"/> holds.</summary>
public sealed record CompositeMatch(IReadOnlyList<ColumnValue> Parts)
{
    /// <summary>Parts may hold in different elements of a list. Otherwise those whose columns lie in the same list hold within one element of it.</summary>
    public bool AcrossElements { get; init; }
}

/// <summary>One column equals one value.</summary>
public sealed record ColumnValue(string Column, SecretText Value)
{
    /// <summary>How the column's text is compared with the value.</summary>
    public MatchRules Rules { get; init; }
}

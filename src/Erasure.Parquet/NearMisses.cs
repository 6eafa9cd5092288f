using System.Runtime.CompilerServices;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet;

/// <summary>Counts rows that a predicate leaves and a looser comparison would find.</summary>
internal sealed class NearMisses
{
    private static readonly ConditionalWeakTable<RowPredicate, RowPredicate> LooseOnes = [];

    private long count;
    private string place = "";

    /// <summary>What there is to tell: nothing where nothing was missed.</summary>
    public IReadOnlyList<Notice> Notices => count == 0 ? [] : [new Notice(NoticeCode.NearMisses, count, place)];

    /// <summary>The same matches by every rule there is; the same one as long as the predicate lives, since what it is compiled to is kept with it.</summary>
    public static RowPredicate Loose(RowPredicate predicate) => LooseOnes.GetValue(predicate, static exact => new RowPredicate(
        [.. exact.Simple.Select(match => match with { Rules = ValueForm.AllRules })],
        [.. exact.Composite.Select(match => match with { Parts = [.. match.Parts.Select(part => part with { Rules = ValueForm.AllRules })] })]));

    /// <param name="rows">Rows missed; none is nothing.</param>
    /// <param name="where">Where.</param>
    public void Add(long rows, string where)
    {
        if (count == 0 && rows > 0)
        {
            place = where;
        }

        count += rows;
    }
}

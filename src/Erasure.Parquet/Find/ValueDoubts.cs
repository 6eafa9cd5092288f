using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Whom values may be that equal nothing: texts of another character set, numbers beyond their type. Many may look at once.</summary>
internal sealed class ValueDoubts(RowPredicate asked, CompiledPredicate compiled, SchemaTree schema)
{
    private readonly TextDoubts texts = new(asked, compiled);
    private readonly OverflowDoubts overflows = new(asked, schema);

    /// <summary>Whether the column's values need a look.</summary>
    public bool Concern(LeafColumn column) => texts.Concern(column) || Overflow.IsPossible(column);

    /// <summary>Looks whom values may be that a column holds.</summary>
    public void Look(ColumnQuery query, ValueBlock values)
    {
        if (Overflow.IsPossible(query.Column))
        {
            overflows.Look(query, values);
        }
        else
        {
            texts.Look(query.Column, values);
        }
    }

    /// <summary>What there is to tell.</summary>
    /// <param name="malformed">The columns that hold values which aren't of their type.</param>
    public IEnumerable<MatchProblem> Problems(IEnumerable<int> malformed) => texts.Problems(malformed).Concat(overflows.Problems());
}

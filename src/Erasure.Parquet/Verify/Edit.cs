using Erasure.Parquet.Matching;

namespace Erasure.Parquet.Verify;

/// <summary>What a successor's maker says was done to the original.</summary>
internal abstract record Edit;

/// <summary>Whole rows went, and nothing else did.</summary>
/// <param name="Predicate">What those rows match, and what no other row does; null where rows were named without a reason.</param>
/// <param name="Rows">By row group of the original, the positions of its rows that went, ascending.</param>
internal sealed record RowsRemoved(CompiledPredicate? Predicate, IReadOnlyList<IReadOnlyList<int>> Rows) : Edit;

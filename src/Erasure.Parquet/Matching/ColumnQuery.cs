using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>What one column is asked.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values, with ids from 0.</param>
/// <param name="IsSimple">By id: a row with this value goes, whatever its other columns hold.</param>
internal sealed record ColumnQuery(LeafColumn Column, ValueSet Values, bool[] IsSimple)
{
    public bool HasSimple { get; } = IsSimple.Contains(true);
}

/// <summary>One column's share in a composite match.</summary>
/// <param name="Query">Position among the predicate's column queries.</param>
/// <param name="Id">The value's id there.</param>
internal readonly record struct CompositePart(int Query, int Id);

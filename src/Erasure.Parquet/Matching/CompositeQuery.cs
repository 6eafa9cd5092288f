using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>A composite match, bound to a file's columns: a row goes in which every part holds.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Elements">What has to hold within one element; null where it is enough that parts hold in the same row.</param>
/// <param name="Asker">Who asks for it; null where that is not to be told.</param>
internal sealed record CompositeQuery(IReadOnlyList<CompositePart> Parts, ElementGroup? Elements, int? Asker);

/// <summary>One column's share in a composite match: any of these values.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The ways in which its value can be found.</param>
internal sealed record CompositePart(LeafColumn Column, IReadOnlyList<AskedValue> Values)
{
    /// <summary>The last query that has to be asked before it is known whether the part holds.</summary>
    public int LastQuery { get; } = Values.Max(value => value.Query);
}

/// <summary>A value among those that a column is asked.</summary>
/// <param name="Query">Position among the predicate's column queries.</param>
/// <param name="Id">The value's id there.</param>
internal readonly record struct AskedValue(int Query, int Id);

using Erasure.Parquet.Matching;

namespace Erasure.Parquet.Find;

/// <summary>A chunk of which not everything was looked at where a value could hide that no row of it has.</summary>
/// <param name="Query">What its column is asked.</param>
/// <param name="IsDictionaryKnown">Its dictionary was looked into: only the bounds of its pages weren't.</param>
internal readonly record struct Unsought(ColumnQuery Query, bool IsDictionaryKnown);

namespace Erasure.Parquet;

/// <summary>Which rows go: those that satisfy any of the matches.</summary>
/// <remarks>Columns are dotted paths (<c>ctx.user.id</c>), compared case-insensitively unless that is ambiguous. Nulls never match.</remarks>
public sealed record RowPredicate(IReadOnlyList<SimpleMatch> Simple, IReadOnlyList<CompositeMatch> Composite);

/// <summary>Matches a row in which any of <paramref name="Columns"/> equals any of <paramref name="Values"/>.</summary>
public sealed record SimpleMatch(IReadOnlyList<string> Columns, IReadOnlyList<SecretText> Values);

/// <summary>Matches a row in which every one of <paramref name="Parts"/> holds.</summary>
public sealed record CompositeMatch(IReadOnlyList<ColumnValue> Parts);

/// <summary>One column equals one value.</summary>
public sealed record ColumnValue(string Column, SecretText Value);

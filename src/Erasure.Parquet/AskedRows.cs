namespace Erasure.Parquet;

/// <summary>Of the rows that match, how many each of those asked for who ask by a predicate's <see cref="RowPredicate.Askers"/>.</summary>
/// <param name="Rows">By asker: rows. One that several ask for counts for each of them; who asks for none isn't there.</param>
public sealed record AskedRows(IReadOnlyDictionary<int, long> Rows)
{
    /// <summary>More than this ask for one value: it isn't told any more for which of them a row with it matches.</summary>
    public const int MostAskers = 1000;

    /// <summary>Nobody asks for any row.</summary>
    public static AskedRows None { get; } = new(new Dictionary<int, long>());

    /// <summary>Rows may be of others too who aren't told of.</summary>
    public bool HasOthers { get; init; }
}

namespace Erasure.Core.Lake;

/// <summary>What tells that a folder is a table whose metadata pin its files.</summary>
/// <param name="Manager">What keeps the metadata.</param>
/// <param name="Prefix">How keys of the mark begin below the folder.</param>
/// <param name="IsOne">Whether a key is the mark, by what follows the prefix.</param>
public sealed record TableMark(string Manager, string Prefix, Func<string, bool> IsOne)
{
    /// <summary>Those that are looked for.</summary>
    public static IReadOnlyList<TableMark> All { get; } =
    [
        new("Delta Lake", "_delta_log/", static _ => true),
        new("Hudi", ".hoodie/", static _ => true),
        new("Iceberg", "metadata/", IsOfIceberg),
        new("Paimon", "snapshot/snapshot-", static rest => rest.Length > 0 && rest.All(char.IsAsciiDigit)),
        new("lakeFS", "_lakefs/", static _ => true),
        new("The log of a Spark stream", "_spark_metadata/", static _ => true),
        new("A _metadata side-car", "_metadata", static rest => rest.Length == 0),
    ];

    // Catalogs may keep the table's own file elsewhere; the lists of its snapshots stay.
    private static bool IsOfIceberg(string name) =>
        name.EndsWith(".metadata.json", StringComparison.Ordinal)
        || name.EndsWith(".metadata.json.gz", StringComparison.Ordinal)
        || (name.StartsWith("snap-", StringComparison.Ordinal) && name.EndsWith(".avro", StringComparison.Ordinal));
}

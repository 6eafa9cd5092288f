namespace Erasure.Aws.Glue;

/// <summary>A table as Glue describes it.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where its objects are, such as <c>s3://bucket/prefix/</c>.</param>
/// <param name="SerDe">The class that reads its rows.</param>
/// <param name="Columns">Columns in the objects.</param>
/// <param name="PartitionKeys">Columns that are in the paths, in order.</param>
/// <param name="Parameters">Everything else: table format, partition projection.</param>
public sealed record GlueTable(
    string Database,
    string Name,
    string Location,
    string SerDe,
    IReadOnlyList<GlueColumn> Columns,
    IReadOnlyList<GlueColumn> PartitionKeys,
    IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>ARN of the catalog, where it is another account's.</summary>
    public string? Catalog { get; init; }

    /// <summary>The class that reads its files.</summary>
    public string InputFormat { get; init; } = "";

    /// <summary>What <see cref="SerDe"/> was told.</summary>
    public IReadOnlyDictionary<string, string> SerDeParameters { get; init; } = new Dictionary<string, string>();
}

/// <summary>A column.</summary>
public sealed record GlueColumn(string Name, string Type);

/// <summary>A partition.</summary>
/// <param name="Values">One for each partition key, as text.</param>
/// <param name="Location">Where its objects are.</param>
public sealed record GluePartition(IReadOnlyList<string> Values, string Location)
{
    /// <summary>What Hive writes for a key without a value.</summary>
    public const string Null = "__HIVE_DEFAULT_PARTITION__";

    /// <summary>The class that reads its rows; empty where that is the table's.</summary>
    public string SerDe { get; init; } = "";

    /// <summary>The class that reads its files; empty where that is the table's.</summary>
    public string InputFormat { get; init; } = "";

    /// <summary>What <see cref="SerDe"/> was told.</summary>
    public IReadOnlyDictionary<string, string> SerDeParameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What it says beyond the table's parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}

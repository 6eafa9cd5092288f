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
    IReadOnlyDictionary<string, string> Parameters);

/// <summary>A column.</summary>
public sealed record GlueColumn(string Name, string Type);

/// <summary>A partition.</summary>
/// <param name="Values">One for each partition key, as text.</param>
/// <param name="Location">Where its objects are.</param>
public sealed record GluePartition(IReadOnlyList<string> Values, string Location);

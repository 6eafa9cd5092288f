using System.ComponentModel;
using System.Text.Json;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Api.Mappers;

/// <summary>A data mapper.</summary>
[Description("Where in the lake objects are, in which format, and which columns hold identifiers.")]
internal sealed record DataMapperBody
{
    [Description("Letters and digits; upper and lower case are the same. In a request it may be left out.")]
    public string? Id { get; init; }

    [Description("Folder of the objects below the lake's root, or one object; without table.")]
    public string? Prefix { get; init; }

    [Description("Patterns of the objects below the prefix that are searched: * within a part of the path, ** for any number of parts. All where it isn't given.")]
    public IReadOnlyList<string>? Include { get; init; }

    [Description("Patterns of objects that are passed by.")]
    public IReadOnlyList<string>? Exclude { get; init; }

    [Description("There may be no object. Where it isn't given, a mapper without one fails, since it may point to the wrong place.")]
    public bool? MayBeEmpty { get; init; }

    [Description("Patterns of folders below the prefix that others remove with all that is in them, such as daily partitions: one of those that is gone isn't missed.")]
    public IReadOnlyList<string>? MayGo { get; init; }

    [Description("Bucket, where it isn't the lake's own.")]
    public string? Bucket { get; init; }

    [Description("Table of the Glue data catalog, in place of prefix and bucket.")]
    public CatalogTable? Table { get; init; }

    [Description("parquet, json or csv.")]
    public required string Format { get; init; }

    [Description("How text objects are written, where it isn't as the table's SerDe or the format's defaults say.")]
    public TextSettings? Text { get; init; }

    [Description("Columns (dotted paths) by the identifier that they hold; as an object, with the rules by which they are compared beyond exactly.")]
    public required IReadOnlyDictionary<string, IReadOnlyList<IdentifierColumn>> Identifiers { get; init; }

    [Description("Parquet: statistics, page indexes and bloom filters rule out what needn't be read.")]
    public bool? Pruning { get; init; }

    [Description("scan or athena.")]
    public string? Finder { get; init; }

    [Description("Partition keys by whose values athena's queries are split; all where it isn't given.")]
    public IReadOnlyList<string>? PartitionKeys { get; init; }

    [Description("Remove what a replaced object was before.")]
    public bool? DeleteOldVersions { get; init; }

    [Description("skip or fail: what it means that a planned object is gone.")]
    public string? NotFound { get; init; }

    [Description("Role to take on for the objects.")]
    public string? RoleArn { get; init; }

    [Description("The configuration file declares it, so that only the file changes it. Not in requests.")]
    public bool? Declared { get; init; }

    public static DataMapperBody Of(DataMapper mapper, bool isDeclared) => new()
    {
        Id = mapper.Id,
        Prefix = mapper.Table is null ? mapper.Prefix : null,
        Include = mapper.Include,
        Exclude = mapper.Exclude,
        MayBeEmpty = mapper.MayBeEmpty ? true : null,
        MayGo = mapper.MayGo,
        Bucket = mapper.Table is null ? mapper.Bucket : null,
        Table = mapper.Table,
        Format = Word(mapper.Format),
        Text = mapper.Text,
        Identifiers = mapper.Identifiers,
        Pruning = mapper.Pruning,
        Finder = Word(mapper.Finder),
        PartitionKeys = mapper.PartitionKeys,
        DeleteOldVersions = mapper.DeleteOldVersions,
        NotFound = Word(mapper.NotFound),
        RoleArn = mapper.RoleArn,
        Declared = isDeclared,
    };

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

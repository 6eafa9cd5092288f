using System.Text.Json.Serialization;
using Erasure.Core.Settings;
using Erasure.Parquet;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Where in the lake, in which format, and which columns hold identifiers. Declared in the configuration file, or stored through the API.</summary>
public sealed record DataMapper
{
    /// <summary>What an id looks like, as a regular expression without anchors.</summary>
    public const string IdPattern = "[A-Za-z0-9]{1,64}";

    /// <summary>Its id: letters and digits; upper and lower case are the same.</summary>
    [Pattern(IdPattern, "1 to 64 letters and digits")]
    public required string Id { get; init; }

    /// <summary>
    /// Folder of its objects below the lake's root, with forward slashes, or one object's key. Names that begin with <c>_</c> or <c>.</c> are not data, as in Hive and Spark. Null where
    /// <see cref="Table"/> says it.
    /// </summary>
    [Pattern("[^\\0]*", "a path below the lake\'s root, with forward slashes")]
    public string? Prefix { get; init; }

    /// <summary>Patterns of the objects that are its, below the prefix: <c>*</c> within a part of the path, <c>**</c> for any number of parts. All of them where it isn't given.</summary>
    [Pattern(PathPatterns.Form, PathPatterns.FormInWords)]
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Patterns, of the same form, of objects that are passed by: nobody is erased from them. None where it isn't given.</summary>
    [Pattern(PathPatterns.Form, PathPatterns.FormInWords)]
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>There may be no object; default off, since a mapper that finds none may as well point to the wrong place.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>
    /// Patterns, of the same form, of folders below the prefix that others remove with all that is in them, such as daily partitions: one of those that is gone isn't missed. None where it isn't
    /// given.
    /// </summary>
    [Pattern(PathPatterns.Form, PathPatterns.FormInWords)]
    public IReadOnlyList<string>? MayGo { get; init; }

    /// <summary>The bucket that its objects are in, of a lake in S3; the lake's own where it isn't given.</summary>
    [Pattern(S3Configuration.BucketPattern, S3Configuration.BucketForm)]
    public string? Bucket { get; init; }

    /// <summary>The table of the Glue data catalog that says where its objects are, in place of <see cref="Prefix"/> and <see cref="Bucket"/>.</summary>
    public CatalogTable? Table { get; init; }

    /// <summary>Format of its objects.</summary>
    public required DataFormat Format { get; init; }

    /// <summary>How text objects are written; as the table's SerDe says, or by the format's defaults, where it isn't given.</summary>
    public TextSettings? Text { get; init; }

    /// <summary>Columns (dotted paths) by the identifier that they hold, and how they are compared: <c>{"user_id": ["user_id", "ctx.user.id"], "email": [{"column": "mail", "rules": ["email"]}]}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<IdentifierColumn>> Identifiers { get; init; }

    /// <summary>Parquet: let statistics, page indexes and bloom filters rule out what needn't be read; default on. Off where a writer's are known to be untrue.</summary>
    public bool Pruning { get; init; } = true;

    /// <summary>What finds the objects that hold matches; default <see cref="Lake.Mappers.Finder.Scan"/>.</summary>
    public Finder Finder { get; init; } = Finder.Scan;

    /// <summary>Partition keys of the table by whose values the finder splits its queries; every key where it isn't given, one query for the whole table where it is empty.</summary>
    public IReadOnlyList<string>? PartitionKeys { get; init; }

    /// <summary>Remove what a replaced object was before, where the store keeps versions; default on, since those still hold the person.</summary>
    public bool DeleteOldVersions { get; init; } = true;

    /// <summary>What it means that an object is gone when its turn comes; default <see cref="MissingObject.Skip"/>.</summary>
    public MissingObject NotFound { get; init; } = MissingObject.Skip;

    /// <summary>Role to take on for its objects, such as one of another account; none where it isn't given.</summary>
    [Pattern("arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}", "a role's ARN, such as arn:aws:iam::123456789012:role/erasure")]
    public string? RoleArn { get; init; }

    /// <summary>Where its objects are, once that is known: <see cref="Prefix"/>, as given or as <see cref="Table"/> says.</summary>
    internal string Folder => Prefix ?? throw new InvalidOperationException($"Mapper {Id} isn't located yet.");

    /// <summary>What the table's SerDe says of text, once that is known; null without a table, or where it says nothing.</summary>
    [JsonInclude]
    internal TextSettings? TableText { get; init; }

    /// <summary>How its text objects are written: its own settings, then the table's, then the defaults.</summary>
    internal TextFormat TextFormat => (Text ?? new TextSettings()).Over(TableText).ToFormat();

    /// <summary>Every column that holds an identifier, each once.</summary>
    public IEnumerable<string> IdentifierColumns() => Columns().Select(column => column.Column).Distinct(StringComparer.Ordinal);

    /// <summary>How an identifier's column is compared. It is the same wherever the column stands.</summary>
    public MatchRules RulesOf(string column) => Columns().FirstOrDefault(known => known.Column == column)?.MatchRules ?? MatchRules.None;

    /// <summary>Objects needn't have an identifier's column.</summary>
    public bool IsOptional(string column) => Columns().Any(known => known.Column == column && known.Optional);

    /// <summary>The same mapper where a table's objects are, and as its SerDe writes them.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The folder in it.</param>
    /// <param name="text">What the SerDe says of text; null where it says nothing.</param>
    public DataMapper LocatedAt(string bucket, string prefix, TextSettings? text) => this with { Bucket = bucket, Prefix = prefix, TableText = text };

    /// <summary>The same mapper without what its table said when it was last asked.</summary>
    internal DataMapper Unlocated() => Table is null ? this : this with { Bucket = null, Prefix = null, TableText = null };

    internal IEnumerable<IdentifierColumn> Columns() => Identifiers.Values.SelectMany(columns => columns);
}

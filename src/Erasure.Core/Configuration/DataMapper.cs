using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>Where in the lake, in which format, and which columns hold identifiers. Declared in the configuration file, or stored through the API.</summary>
public sealed record DataMapper
{
    /// <summary>What an id looks like, as a regular expression without anchors.</summary>
    public const string IdPattern = "[A-Za-z0-9]{1,64}";

    /// <summary>Its id: letters and digits; upper and lower case are the same.</summary>
    [Pattern(IdPattern, "1 to 64 letters and digits")]
    public required string Id { get; init; }

    /// <summary>Folder of its objects below the lake's root, with forward slashes, or one object's key. Names that begin with <c>_</c> or <c>.</c> are not data, as in Hive and Spark. Null where <see cref="Table"/> says it.</summary>
    [Pattern("(?!/)(?!(.*/)?[.]{1,2}(/|$))[^\\\\\\0]*", "a path below the lake\'s root, with forward slashes and without . or .. as a part")]
    public string? Prefix { get; init; }

    /// <summary>The bucket that its objects are in, of a lake in S3; the lake's own where it isn't given.</summary>
    [Pattern(S3Configuration.BucketPattern, S3Configuration.BucketForm)]
    public string? Bucket { get; init; }

    /// <summary>The table of the Glue data catalog that says where its objects are, in place of <see cref="Prefix"/> and <see cref="Bucket"/>.</summary>
    public CatalogTable? Table { get; init; }

    /// <summary>Format of its objects.</summary>
    public required DataFormat Format { get; init; }

    /// <summary>Columns (dotted paths) by the identifier that they hold: <c>{"user_id": ["user_id", "ctx.user.id"]}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Identifiers { get; init; }

    /// <summary>What finds the objects that hold matches; default <see cref="Configuration.Finder.Scan"/>.</summary>
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

    /// <summary>Every column that holds an identifier, each once.</summary>
    public IEnumerable<string> IdentifierColumns() => Identifiers.Values.SelectMany(columns => columns).Distinct(StringComparer.Ordinal);
}

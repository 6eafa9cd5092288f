using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>Where in the lake, in which format, and which columns hold identifiers. Declared in the configuration file, or stored through the API.</summary>
public sealed record DataMapper
{
    /// <summary>Its id: letters and digits; upper and lower case are the same.</summary>
    [Pattern("[A-Za-z0-9]{1,64}", "1 to 64 letters and digits")]
    public required string Id { get; init; }

    /// <summary>Folder of its objects below the lake's root, with forward slashes, or one object's key. Names that begin with <c>_</c> or <c>.</c> are not data, as in Hive and Spark.</summary>
    [Pattern("(?!/)(?!(.*/)?[.]{1,2}(/|$))[^\\\\\\0]*", "a path below the lake\'s root, with forward slashes and without . or .. as a part")]
    public required string Prefix { get; init; }

    /// <summary>The bucket that its objects are in, of a lake in S3; the lake's own where it isn't given.</summary>
    [Pattern(S3Configuration.BucketPattern, S3Configuration.BucketForm)]
    public string? Bucket { get; init; }

    /// <summary>Format of its objects.</summary>
    public required DataFormat Format { get; init; }

    /// <summary>Columns (dotted paths) by the identifier that they hold: <c>{"user_id": ["user_id", "ctx.user.id"]}</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Identifiers { get; init; }

    /// <summary>Remove what a replaced object was before, where the store keeps versions; default on, since those still hold the person.</summary>
    public bool DeleteOldVersions { get; init; } = true;

    /// <summary>What it means that an object is gone when its turn comes; default <see cref="MissingObject.Skip"/>.</summary>
    public MissingObject NotFound { get; init; } = MissingObject.Skip;
}

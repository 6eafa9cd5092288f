using Erasure.Core.Settings;

namespace Erasure.Core.Lake.Queries;

/// <summary>Amazon Athena and the Glue data catalog, which tables and the finder <c>athena</c> need.</summary>
public sealed record AthenaConfiguration
{
    /// <summary>Region of both.</summary>
    [Pattern("[a-z0-9-]{1,32}", "a region, such as eu-central-1")]
    public required string Region { get; init; }

    /// <summary>Address of a server other than AWS that speaks for both.</summary>
    [WebAddress]
    public string? Endpoint { get; init; }

    /// <summary>Allow <c>http</c> to another machine; default off, since matches go with the queries.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Workgroup of the queries.</summary>
    [Pattern("[A-Za-z0-9._-]{1,128}", "a workgroup's name")]
    public string Workgroup { get; init; } = "primary";

    /// <summary>Where results go; the workgroup says where it isn't given. They hold keys of objects: let a lifecycle rule remove them.</summary>
    [Pattern(FolderPattern, FolderForm)]
    public string? Results { get; init; }

    /// <summary>Where the matches of a running job are put for its queries to join, encrypted, each version removed at its end.</summary>
    [Pattern(FolderPattern, FolderForm)]
    public required string Manifests { get; init; }

    /// <summary>Database of the tables over <see cref="Manifests"/>; must exist.</summary>
    [Pattern("[a-z0-9_]{1,255}", "lower-case letters, digits and underscores")]
    public string Database { get; init; } = "erasure";

    /// <summary>KMS key that encrypts manifests and results; the services' own (SSE-S3) where it isn't given.</summary>
    [Pattern("[^\\s]{1,2048}", "a key's id or ARN")]
    public string? KmsKey { get; init; }

    /// <summary>Queries of a mapper at once; default 20, Athena's quota where nothing else runs.</summary>
    [Between(1, 200)]
    public int ConcurrentQueries { get; init; } = 20;

    /// <summary>How often a failed query is started again before the mapper's part is given up; default 2.</summary>
    [Between(0, 10)]
    public int QueryRetries { get; init; } = 2;

    /// <summary>Wait before a query is first asked after; each further one is half as long again.</summary>
    [Lasts("PT0.1S", "PT10M")]
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest such wait.</summary>
    [Lasts("PT0.1S", "PT1H")]
    public TimeSpan MaxPoll { get; init; } = TimeSpan.FromMinutes(1);

    private const string FolderPattern = "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/([^\\x00-\\x1f\\x7f]*/)?";

    private const string FolderForm = "a folder in S3 with a slash at its end, such as s3://bucket/athena/";
}

using Erasure.Core.Settings;

namespace Erasure.Core.Lake;

/// <summary>A lake in S3, on AWS or on any server that speaks S3. Credentials come from the AWS SDK's chain: environment, profile, container, instance.</summary>
public sealed record S3Configuration
{
    /// <summary>The bucket of mappers that name none.</summary>
    [Pattern(BucketPattern, BucketForm)]
    public required string Bucket { get; init; }

    /// <summary>Region, such as <c>eu-central-1</c>; where it isn't given, the SDK's chain says.</summary>
    [Pattern("[a-z0-9-]{1,32}", "a region, such as eu-central-1")]
    public string? Region { get; init; }

    /// <summary>Address of a server other than AWS.</summary>
    [WebAddress]
    public string? Endpoint { get; init; }

    /// <summary>Allow an <see cref="Endpoint"/> of <c>http</c> on another machine, for a network that encrypts by itself; default off: objects would travel in the clear.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Address of the security token service that gives the roles of mappers, where it isn't AWS's.</summary>
    [WebAddress]
    public string? StsEndpoint { get; init; }

    /// <summary>Whether the bucket is named in the path rather than in the host name; default: with <see cref="Endpoint"/> yes.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Accept the charges of requester-pays buckets; default off.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Carry grants beyond the owner's over to a successor, which needs <c>s3:GetObjectAcl</c>; default on.</summary>
    public bool KeepAcl { get; init; } = true;

    /// <summary>Objects up to this many MiB are read as a whole and put by one request; default 8.</summary>
    [Between(1, 64)]
    public int SinglePutMiB { get; init; } = 8;

    /// <summary>Longer reads are split into ranges of this many MiB, read at once; default 8.</summary>
    [Between(1, 64)]
    public int ReadMiB { get; init; } = 8;

    /// <summary>Ranges of an object that are read, and parts of it that are written, at once; default 4.</summary>
    [Between(1, 32)]
    public int ConcurrentParts { get; init; } = 4;

    /// <summary>Versions that one request removes; default 1000, S3's most.</summary>
    [Between(1, 1000)]
    public int RemovalBatch { get; init; } = 1000;

    /// <summary>Days that a restored archive stays readable; default 7.</summary>
    [Between(1, 30)]
    public int RestoreDays { get; init; } = 7;

    /// <summary>New bytes of a successor that are held in memory until it is checked, in MiB, for each object that is being replaced; more go to an encrypted temporary file; default 16.</summary>
    [Between(1, 1024)]
    public int SpoolMiB { get; init; } = 16;

    internal const string BucketPattern = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

    internal const string BucketForm = "a bucket's name: 3 to 63 lower-case letters, digits, dots and dashes";
}

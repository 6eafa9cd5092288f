using Erasure.Core.Lake;

namespace Erasure.Aws.S3;

/// <summary>Where the lake's objects are, and how they are moved.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What every key of the store begins with; empty for the whole bucket. Other than the whole bucket's it ends with a slash.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Region, such as <c>eu-central-1</c>; where it isn't given, the environment says.</summary>
    public string? Region { get; init; }

    /// <summary>Endpoint of a server other than AWS, such as <c>https://ceph.internal:8443</c>; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Endpoint of the security token service that gives <see cref="RoleArn"/>, other than AWS's; null for AWS.</summary>
    public Uri? StsEndpoint { get; init; }

    /// <summary>Whether the bucket is named in the path rather than in the host name. Default: with <see cref="Endpoint"/> yes.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>A role to take on, for buckets of another account; null for none.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Whether requests to a requester-pays bucket accept the charge. Default false.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Whether grants beyond the owner's are carried over to a successor; needs <c>s3:GetObjectAcl</c>. Default true.</summary>
    public bool KeepAcl { get; init; } = true;

    /// <summary>Objects up to this length are read as a whole and put by one request. Default 8 MiB.</summary>
    public long SinglePut { get; init; } = 8L << 20;

    /// <summary>Longer reads are split into ranges of this length, read at once. Default 8 MiB.</summary>
    public int ReadLength { get; init; } = 8 << 20;

    /// <summary>How many ranges of an object are read, and how many of its parts written, at once. Default 4; memory is about 16 MiB each.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>How often a read or a removal that broke off is tried again. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the first repetition, doubled each time. Default 200 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many versions one request removes: S3 takes up to 1,000, some servers fewer. Default 1,000.</summary>
    public int RemovalBatch { get; init; } = 1_000;

    /// <summary>How many days a restored archive stays readable. Default 7.</summary>
    public int RestoreDays { get; init; } = 7;

    /// <summary>
    /// How many bytes that a plan writes are held in memory, for each object that is being replaced, until its successor is checked; what is more lies in a nameless, encrypted temporary file. Default
    /// 16 MiB.
    /// </summary>
    public long SpoolMemory { get; init; } = 16L << 20;

    /// <summary>Where it is, for people.</summary>
    internal string Place => Endpoint is { } endpoint
        ? $"bucket {Bucket} at {endpoint.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}"
        : $"bucket {Bucket} in AWS{(Region is { } region ? $" region {region}" : "")}";

    /// <summary>A bucket of the configured lake.</summary>
    public static S3StoreOptions Of(S3Configuration lake, string bucket) => new()
    {
        Bucket = bucket,
        Region = lake.Region,
        Endpoint = lake.Endpoint is { } endpoint ? new Uri(endpoint) : null,
        StsEndpoint = lake.StsEndpoint is { } tokens ? new Uri(tokens) : null,
        PathStyle = lake.PathStyle,
        RequesterPays = lake.RequesterPays,
        KeepAcl = lake.KeepAcl,
        SinglePut = (long)lake.SinglePutMiB << 20,
        ReadLength = lake.ReadMiB << 20,
        Parallel = lake.ConcurrentParts,
        RemovalBatch = lake.RemovalBatch,
        RestoreDays = lake.RestoreDays,
        SpoolMemory = (long)lake.SpoolMiB << 20,
    };
}

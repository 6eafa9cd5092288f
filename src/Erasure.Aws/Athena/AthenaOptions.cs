namespace Erasure.Aws.Athena;

/// <summary>Where Athena runs queries and leaves their results.</summary>
public sealed record AthenaOptions
{
    /// <summary>The workgroup. Default <c>primary</c>.</summary>
    public string Workgroup { get; init; } = "primary";

    /// <summary>The data catalog. Default <c>AwsDataCatalog</c>.</summary>
    public string Catalog { get; init; } = "AwsDataCatalog";

    /// <summary>Where results go, such as <c>s3://bucket/athena/</c>; null leaves it to the workgroup. They hold keys of objects, so let a lifecycle rule remove them.</summary>
    public string? OutputLocation { get; init; }

    /// <summary>KMS key that encrypts results; null for SSE-S3.</summary>
    public string? KmsKey { get; init; }
}

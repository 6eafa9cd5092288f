using Amazon.Runtime;
using Amazon.S3;
using Erasure.Aws.AwsJson;
using Erasure.Aws.Glue;
using Erasure.Aws.S3;
using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;

namespace Erasure.Aws.Athena;

/// <summary>Athena, Glue and the bucket of manifests, put together from the configuration.</summary>
internal sealed class AthenaServices : IDisposable
{
    private readonly HttpClient http = new();
    private readonly AmazonS3Client s3;

    /// <param name="configuration">Athena and Glue.</param>
    /// <param name="lake">The lake.</param>
    /// <param name="credentials">For both services.</param>
    /// <param name="bucketCredentials">For the bucket of manifests; the SDK's chain where it isn't given.</param>
    /// <param name="time">The clock.</param>
    public AthenaServices(AthenaConfiguration configuration, S3Configuration lake, AWSCredentials credentials, AWSCredentials? bucketCredentials, TimeProvider time)
    {
        AwsJsonOptions endpoint = new() { Region = configuration.Region, Endpoint = configuration.Endpoint is { } address ? new Uri(address) : null };
        AthenaOptions options = new() { Workgroup = configuration.Workgroup, OutputLocation = configuration.Results, KmsKey = configuration.KmsKey };
        GlueClient glue = new(http, credentials, endpoint, time);
        S3Address place = S3Address.Parse(configuration.Manifests)!.Value;
        S3StoreOptions bucket = S3StoreOptions.Of(lake, place.Bucket);
        s3 = S3Clients.Create(bucket, bucketCredentials);
        Catalog = new GlueCatalog(glue, time);
        Finder = new AthenaFinder(
            new AthenaClient(http, credentials, endpoint, options, time),
            glue,
            new TablePartitions(glue, time),
            new ManifestFolder(s3, bucket, place.Key, configuration.KmsKey),
            configuration.Database);
    }

    public ITableCatalog Catalog { get; }

    public IQueryFinder Finder { get; }

    public void Dispose()
    {
        s3.Dispose();
        http.Dispose();
    }
}

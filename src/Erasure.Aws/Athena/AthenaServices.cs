using Amazon.Runtime;
using Amazon.S3;
using Erasure.Aws.AwsJson;
using Erasure.Aws.Glue;
using Erasure.Aws.S3;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>
/// Athena, Glue and the bucket of manifests, put together from the configuration when they are first asked: without credentials that fails each time with a sentence, and nothing else does.
/// </summary>
/// <param name="configuration">Athena and Glue.</param>
/// <param name="lake">The lake.</param>
/// <param name="credentials">For both services; the SDK's chain where it isn't given.</param>
/// <param name="bucketCredentials">For the bucket of manifests; the SDK's chain where it isn't given.</param>
/// <param name="time">The clock.</param>
internal sealed class AthenaServices(
    AthenaConfiguration configuration,
    S3Configuration lake,
    AWSCredentials? credentials,
    AWSCredentials? bucketCredentials,
    TimeProvider time) : ITableCatalog, IQueryFinder, IDisposable
{
    private readonly Lock opening = new();
    private readonly HttpClient http = new();
    private AmazonS3Client? s3;
    private Parts? parts;

    public ITableCatalog Catalog => this;

    public IQueryFinder Finder => this;

    /// <inheritdoc/>
    public async Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) => await Open().Catalog.AskAsync(mapper, cancellationToken);

    /// <inheritdoc/>
    public async Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken) =>
        await Open().Finder.PrepareAsync(mapper, predicate, manifest, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken) =>
        await Open().Finder.StartAsync(mapper, predicate, values, manifest, token, cancellationToken);

    /// <inheritdoc/>
    public async Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken) => await Open().Finder.AskAsync(query, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken) => Open().Finder.ReadAsync(mapper, query, cancellationToken);

    /// <inheritdoc/>
    public async Task StopAsync(string query, CancellationToken cancellationToken) => await Open().Finder.StopAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(string manifest, CancellationToken cancellationToken) => await Open().Finder.RemoveAsync(manifest, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        s3?.Dispose();
        http.Dispose();
    }

    private Parts Open()
    {
        lock (opening)
        {
            return parts ??= Make();
        }
    }

    private Parts Make()
    {
        AWSCredentials keys = credentials ?? HostCredentials.OfChain(config: null, "Athena and Glue");
        AwsJsonOptions endpoint = new() { Region = configuration.Region, Endpoint = configuration.Endpoint is { } address ? new Uri(address) : null };
        AthenaOptions options = new() { Workgroup = configuration.Workgroup, OutputLocation = configuration.Results, KmsKey = configuration.KmsKey };
        GlueClient glue = new(http, keys, endpoint, time);
        S3Address place = S3Address.Parse(configuration.Manifests)!.Value;
        S3StoreOptions bucket = S3StoreOptions.Of(lake, place.Bucket);
        s3 = S3Clients.Create(bucket, bucketCredentials);
        return new Parts(
            new GlueCatalog(glue, time),
            new AthenaFinder(
                new AthenaClient(http, keys, endpoint, options, time),
                glue,
                new TablePartitions(glue, time),
                new ManifestFolder(s3, bucket, place.Key, configuration.KmsKey),
                configuration.Database));
    }

    private sealed record Parts(ITableCatalog Catalog, IQueryFinder Finder);
}

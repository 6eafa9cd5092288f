using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Amazon.Runtime;
using Erasure.Aws.AwsJson;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Glue;

/// <summary>Reads tables and partitions from the Glue data catalog.</summary>
public sealed class GlueClient
{
    private const int Segments = 10;

    private readonly AwsJsonClient client;
    private readonly string region;

    /// <summary>Speaks to Glue.</summary>
    public GlueClient(HttpClient http, AWSCredentials credentials, AwsJsonOptions endpoint, TimeProvider time)
    {
        client = new(http, credentials, "glue", "AWSGlue", endpoint, time);
        region = endpoint.Region;
    }

    /// <summary>The table; null where there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<GlueTable?> GetTableAsync(CatalogTable name, CancellationToken cancellationToken)
    {
        try
        {
            Table table = (await client.CallAsync<TableAnswer>("GetTable", new { CatalogId = name.Catalog, DatabaseName = name.Database, name.Name }, cancellationToken)).Table;
            return new(
                name.Database,
                table.Name,
                table.StorageDescriptor?.Location ?? "",
                table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "",
                ToColumns(table.StorageDescriptor?.Columns),
                ToColumns(table.PartitionKeys),
                table.Parameters ?? new Dictionary<string, string>())
            {
                Catalog = name.Catalog is { } account ? $"glue:arn:{Arn.PartitionOf(region)}:glue:{region}:{account}:catalog" : null,
                InputFormat = table.StorageDescriptor?.InputFormat ?? "",
                SerDeParameters = table.StorageDescriptor?.SerdeInfo?.Parameters ?? new Dictionary<string, string>(),
            };
        }
        catch (AwsJsonException failure) when (failure.Code == "EntityNotFoundException")
        {
            return null;
        }
    }

    /// <summary>Every partition of the catalog, in no order: ten segments are paged through at once, which is as many as Glue has.</summary>
    public async IAsyncEnumerable<GluePartition> ListPartitionsAsync(CatalogTable table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = Channel.CreateBounded<GluePartition>(1_000);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAllAsync();
        try
        {
            await foreach (GluePartition partition in found.Reader.ReadAllAsync(cancellationToken))
            {
                yield return partition;
            }

            await reading;
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ReadAllAsync()
        {
            try
            {
                await Task.WhenAll(Enumerable.Range(0, Segments).Select(segment => ReadSegmentAsync(table, segment, found.Writer, stop.Token)));
            }
            finally
            {
                found.Writer.Complete();
            }
        }
    }

    /// <summary>Makes an external table of JSON lines; one of that name is left as it is.</summary>
    /// <param name="database">Its database, in our own catalog.</param>
    /// <param name="name">Its name: lower-case letters, digits and underscores.</param>
    /// <param name="location">The folder of its objects, such as <c>s3://bucket/manifests/7/</c>.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CreateJsonTableAsync(string database, string name, string location, IReadOnlyList<GlueColumn> columns, CancellationToken cancellationToken)
    {
        var storage = new
        {
            Columns = columns,
            Location = location,
            InputFormat = "org.apache.hadoop.mapred.TextInputFormat",
            OutputFormat = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            SerdeInfo = new { SerializationLibrary = "org.openx.data.jsonserde.JsonSerDe" },
        };
        try
        {
            var table = new { Name = name, TableType = "EXTERNAL_TABLE", StorageDescriptor = storage, Parameters = new { classification = "json" } };
            await client.CallAsync<Nothing>("CreateTable", new { DatabaseName = database, TableInput = table }, cancellationToken);
        }
        catch (AwsJsonException failure) when (failure.Code == "AlreadyExistsException")
        {
            // By the attempt before this one.
        }
    }

    /// <summary>Removes a table from the catalog; one that isn't there is fine.</summary>
    public async Task DeleteTableAsync(string database, string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync<Nothing>("DeleteTable", new { DatabaseName = database, Name = name }, cancellationToken);
        }
        catch (AwsJsonException failure) when (failure.Code == "EntityNotFoundException")
        {
            // As it should be.
        }
    }

    private async Task ReadSegmentAsync(CatalogTable table, int segment, ChannelWriter<GluePartition> found, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            PartitionsAnswer page = await client.CallAsync<PartitionsAnswer>(
                "GetPartitions",
                new
                {
                    CatalogId = table.Catalog,
                    DatabaseName = table.Database,
                    TableName = table.Name,
                    Segment = new { SegmentNumber = segment, TotalSegments = Segments },
                    ExcludeColumnSchema = true,
                    NextToken = next,
                },
                cancellationToken);
            foreach (Partition partition in page.Partitions)
            {
                Storage? storage = partition.StorageDescriptor;
                GluePartition read = new(partition.Values, storage?.Location ?? "")
                {
                    SerDe = storage?.SerdeInfo?.SerializationLibrary ?? "",
                    InputFormat = storage?.InputFormat ?? "",
                    SerDeParameters = storage?.SerdeInfo?.Parameters ?? [],
                    Parameters = partition.Parameters ?? [],
                };
                await found.WriteAsync(read, cancellationToken);
            }

            next = page.NextToken;
        }
        while (next is not null);
    }

    private static GlueColumn[] ToColumns(IReadOnlyList<Column>? columns) => [.. (columns ?? []).Select(static column => new GlueColumn(column.Name, column.Type))];

    private sealed record TableAnswer(Table Table);

    private sealed record Table(string Name, Storage? StorageDescriptor, IReadOnlyList<Column>? PartitionKeys, Dictionary<string, string>? Parameters);

    private sealed record Storage(string? Location, IReadOnlyList<Column>? Columns, SerDe? SerdeInfo, string? InputFormat);

    private sealed record SerDe(string? SerializationLibrary, Dictionary<string, string>? Parameters);

    private sealed record Column(string Name, string Type);

    private sealed record Nothing;

    private sealed record PartitionsAnswer(IReadOnlyList<Partition> Partitions, string? NextToken);

    private sealed record Partition(IReadOnlyList<string> Values, Storage? StorageDescriptor, Dictionary<string, string>? Parameters);
}

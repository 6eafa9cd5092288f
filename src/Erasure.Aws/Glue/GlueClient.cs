using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Amazon.Runtime;
using Erasure.Aws.AwsJson;

namespace Erasure.Aws.Glue;

/// <summary>Reads tables and partitions from the Glue data catalog.</summary>
public sealed class GlueClient
{
    private const int Segments = 10;

    private readonly AwsJsonClient client;

    /// <summary>Speaks to Glue.</summary>
    public GlueClient(HttpClient http, AWSCredentials credentials, AwsJsonOptions endpoint, TimeProvider time) => client = new(http, credentials, "glue", "AWSGlue", endpoint, time);

    /// <summary>The table; null where there is none of that name.</summary>
    public async Task<GlueTable?> GetTableAsync(string database, string name, CancellationToken cancellationToken)
    {
        try
        {
            Table table = (await client.CallAsync<TableAnswer>("GetTable", new { DatabaseName = database, Name = name }, cancellationToken)).Table;
            return new(
                database,
                table.Name,
                table.StorageDescriptor?.Location ?? "",
                table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "",
                ToColumns(table.StorageDescriptor?.Columns),
                ToColumns(table.PartitionKeys),
                table.Parameters ?? new Dictionary<string, string>());
        }
        catch (AwsJsonException failure) when (failure.Code == "EntityNotFoundException")
        {
            return null;
        }
    }

    /// <summary>Every partition of the catalog, in no order: ten segments are paged through at once, which is as many as Glue has.</summary>
    public async IAsyncEnumerable<GluePartition> ListPartitionsAsync(string database, string table, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                await Task.WhenAll(Enumerable.Range(0, Segments).Select(segment => ReadSegmentAsync(database, table, segment, found.Writer, stop.Token)));
            }
            finally
            {
                found.Writer.Complete();
            }
        }
    }

    private async Task ReadSegmentAsync(string database, string table, int segment, ChannelWriter<GluePartition> found, CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            PartitionsAnswer page = await client.CallAsync<PartitionsAnswer>(
                "GetPartitions",
                new
                {
                    DatabaseName = database,
                    TableName = table,
                    Segment = new { SegmentNumber = segment, TotalSegments = Segments },
                    ExcludeColumnSchema = true,
                    NextToken = next,
                },
                cancellationToken);
            foreach (Partition partition in page.Partitions)
            {
                await found.WriteAsync(new(partition.Values, partition.StorageDescriptor?.Location ?? ""), cancellationToken);
            }

            next = page.NextToken;
        }
        while (next is not null);
    }

    private static GlueColumn[] ToColumns(IReadOnlyList<Column>? columns) => [.. (columns ?? []).Select(static column => new GlueColumn(column.Name, column.Type))];

    private sealed record TableAnswer(Table Table);

    private sealed record Table(string Name, Storage? StorageDescriptor, IReadOnlyList<Column>? PartitionKeys, Dictionary<string, string>? Parameters);

    private sealed record Storage(string? Location, IReadOnlyList<Column>? Columns, SerDe? SerdeInfo);

    private sealed record SerDe(string? SerializationLibrary);

    private sealed record Column(string Name, string Type);

    private sealed record PartitionsAnswer(IReadOnlyList<Partition> Partitions, string? NextToken);

    private sealed record Partition(IReadOnlyList<string> Values, Storage? StorageDescriptor);
}

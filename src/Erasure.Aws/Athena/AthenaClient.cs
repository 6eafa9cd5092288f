using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Erasure.Aws.AwsJson;
using Erasure.Aws.Telemetry;
using Erasure.Core.Objects;

namespace Erasure.Aws.Athena;

/// <summary>Runs queries on Athena: starts them once, asks after them, reads what they found, stops them.</summary>
/// <remarks>It never waits for a query: that is for whoever has durable timers.</remarks>
public sealed class AthenaClient
{
    private readonly AwsJsonClient client;
    private readonly AthenaOptions options;

    /// <summary>Speaks to Athena.</summary>
    public AthenaClient(HttpClient http, AWSCredentials credentials, AwsJsonOptions endpoint, AthenaOptions options, TimeProvider time)
    {
        client = new(http, credentials, "athena", "AmazonAthena", endpoint, time);
        this.options = options;
    }

    /// <summary>Starts a query, without reusing an earlier result.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="database">Database of unqualified names.</param>
    /// <param name="token">32 to 128 characters; the same token starts the query only once, however often it is sent.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The query's id.</returns>
    public async Task<string> StartAsync(string sql, string database, string token, CancellationToken cancellationToken)
    {
        var encryption = new { EncryptionOption = options.KmsKey is null ? "SSE_S3" : "SSE_KMS", options.KmsKey };
        Started started = await client.CallAsync<Started>(
            "StartQueryExecution",
            new
            {
                QueryString = sql,
                ClientRequestToken = token,
                QueryExecutionContext = new { Database = database, options.Catalog },
                WorkGroup = options.Workgroup,
                ResultConfiguration = options.OutputLocation is { } location ? new { OutputLocation = location, EncryptionConfiguration = encryption } : null,
                ResultReuseConfiguration = new { ResultReuseByAgeConfiguration = new { Enabled = false } },
            },
            cancellationToken);
        return started.QueryExecutionId;
    }

    /// <summary>How far the query is.</summary>
    public async Task<AthenaQuery> GetAsync(string id, CancellationToken cancellationToken)
    {
        Execution execution = (await client.CallAsync<Got>("GetQueryExecution", new { QueryExecutionId = id }, cancellationToken)).QueryExecution;
        AthenaQueryState state = execution.Status.State switch
        {
            "QUEUED" => AthenaQueryState.Queued,
            "RUNNING" => AthenaQueryState.Running,
            "SUCCEEDED" => AthenaQueryState.Succeeded,
            "CANCELLED" => AthenaQueryState.Cancelled,
            _ => AthenaQueryState.Failed,
        };
        long scanned = execution.Statistics?.DataScannedInBytes ?? 0;
        if (state is not (AthenaQueryState.Queued or AthenaQueryState.Running))
        {
            AwsSpans.QueryScanned(scanned);
        }

        return new(state, scanned, execution.Status.AthenaError?.Retryable ?? false);
    }

    /// <summary>The only column of every row: the objects that a find found. The header row that Athena sends first is left out.</summary>
    /// <exception cref="QueryException">The answer isn't that of a find: what it lacks would count as not found.</exception>
    public async IAsyncEnumerable<string> ReadAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        bool isHeader = true;
        do
        {
            Results page = await client.CallAsync<Results>("GetQueryResults", new { QueryExecutionId = id, NextToken = next, MaxResults = 1_000 }, cancellationToken);
            foreach (Row row in page.ResultSet.Rows)
            {
                if (row.Data is not [{ VarCharValue: { } value }] || (isHeader && value != FindQuery.PathColumn))
                {
                    throw Malformed();
                }

                if (!isHeader)
                {
                    yield return value;
                }

                isHeader = false;
            }

            next = page.NextToken;
        }
        while (next is not null);
        if (isHeader)
        {
            throw Malformed();
        }
    }

    private static QueryException Malformed() => new("results-malformed", "Athena answered a request for the results of a find with something else: a header row, or a row's value, isn't there.");

    /// <summary>Stops a query; one that is over stays as it is.</summary>
    public Task StopAsync(string id, CancellationToken cancellationToken) => client.CallAsync<Nothing>("StopQueryExecution", new { QueryExecutionId = id }, cancellationToken);

    private sealed record Started(string QueryExecutionId);

    private sealed record Got(Execution QueryExecution);

    private sealed record Execution(Status Status, Statistics? Statistics);

    private sealed record Status(string State, Failure? AthenaError);

    private sealed record Failure(bool Retryable);

    private sealed record Statistics(long DataScannedInBytes);

    private sealed record Results(ResultSet ResultSet, string? NextToken);

    private sealed record ResultSet(IReadOnlyList<Row> Rows);

    private sealed record Row(IReadOnlyList<Datum> Data);

    private sealed record Datum(string? VarCharValue);

    private sealed record Nothing;
}

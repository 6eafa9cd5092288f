using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Erasure.Aws.Athena;
using Erasure.Aws.AwsJson;
using Erasure.Aws.Glue;
using Erasure.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Erasure.Aws.Tests.Athena;

/// <summary>Athena and Glue on loopback: their JSON over real HTTP, and DuckDB that runs the SQL.</summary>
internal sealed class LocalAws : IAsyncDisposable
{
    private const int PageSize = 3;

    private readonly ConcurrentDictionary<string, string> byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Query> queries = new(StringComparer.Ordinal);
    private readonly HttpClient http = new();
    private WebApplication? app;

    /// <summary>Glue's tables, as Glue tells them.</summary>
    public ConcurrentDictionary<string, JsonObject> Tables { get; } = [];

    /// <summary>Glue's partitions, of the table that each names, or of every one.</summary>
    public List<JsonObject> Partitions { get; } = [];

    /// <summary>The secret key that requests are signed with.</summary>
    public string Secret { get; init; } = "secret";

    /// <summary>Shows DuckDB the tables' objects before a query runs; null where the test has made the tables itself.</summary>
    public LocalTables? Objects { get; set; }

    public Uri Url => new(app!.Urls.Single());

    /// <summary>Answers that come before the real ones: a status and a code.</summary>
    public ConcurrentQueue<(int Status, string Code)> Refusals { get; } = [];

    /// <summary>Whether a query fails in the end, by its statement.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    /// <summary>Operations that were called, refused ones too.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public ConcurrentQueue<JsonNode> Started { get; } = [];

    public AthenaClient Athena { get; private set; } = null!;

    public GlueClient Glue { get; private set; } = null!;

    public static async Task<LocalAws> StartAsync(AthenaOptions? options = null, string secret = "secret")
    {
        var aws = new LocalAws { Secret = secret };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        aws.app = builder.Build();
        aws.app.Run(aws.HandleAsync);
        await aws.app.StartAsync();
        AwsJsonOptions endpoint = new() { Region = "eu-central-1", Endpoint = new Uri(aws.app.Urls.Single()), RetryPause = TimeSpan.FromMilliseconds(1) };
        var credentials = new SessionAWSCredentials("key", secret, "session");
        aws.Athena = new(aws.http, credentials, endpoint, options ?? new(), TimeProvider.System);
        aws.Glue = new(aws.http, credentials, endpoint, TimeProvider.System);
        return aws;
    }

    /// <summary>Why a query failed.</summary>
    public Exception? FailureOf(string id) => queries[id].Failure;

    /// <summary>Why queries failed.</summary>
    public IEnumerable<string> Failures => queries.Values.Select(query => query.Failure?.Message).OfType<string>();

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        http.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory);
        string operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[1];
        Calls.Enqueue(operation);
        if (!JsonSignature.IsGood(context.Request, memory.ToArray(), Secret))
        {
            await RefuseAsync(context, 403, "InvalidSignatureException");
            return;
        }

        if (Refusals.TryDequeue(out (int Status, string Code) refusal))
        {
            await RefuseAsync(context, refusal.Status, refusal.Code);
            return;
        }

        JsonNode input = JsonNode.Parse(memory.ToArray())!;
        try
        {
            JsonObject answer = operation switch
            {
                "StartQueryExecution" => Start(input),
                "GetQueryExecution" => await GetAsync((string)input["QueryExecutionId"]!),
                "GetQueryResults" => Results(input),
                "StopQueryExecution" => Stop((string)input["QueryExecutionId"]!),
                "GetTable" => new() { ["Table"] = Tables[(string)input["Name"]!].DeepClone() },
                "CreateTable" => CreateTable(input["TableInput"]!.AsObject()),
                "DeleteTable" => Tables.Remove((string)input["Name"]!, out _) ? [] : throw new KeyNotFoundException(),
                "GetPartitions" => ListPartitions(input),
                _ => throw new NotSupportedException(operation),
            };
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(answer.ToJsonString());
        }
        catch (KeyNotFoundException)
        {
            await RefuseAsync(context, 400, "com.amazonaws.glue#EntityNotFoundException");
        }
        catch (InvalidOperationException)
        {
            await RefuseAsync(context, 400, "AlreadyExistsException");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(new JsonObject { ["__type"] = code, ["Message"] = "line 1:8: 'jane.doe@example.org' cannot be resolved" }.ToJsonString());
    }

    private JsonObject Start(JsonNode input)
    {
        Started.Enqueue(input);
        string sql = (string)input["QueryString"]!;
        string id = byToken.GetOrAdd((string)input["ClientRequestToken"]!, _ => Guid.NewGuid().ToString());
        queries.GetOrAdd(id, _ => new Query(sql));
        return new() { ["QueryExecutionId"] = id };
    }

    private JsonObject CreateTable(JsonObject table) =>
        Tables.TryAdd((string)table["Name"]!, table.DeepClone().AsObject()) ? [] : throw new InvalidOperationException("There is one.");

    private async Task<JsonObject> GetAsync(string id)
    {
        Query query = queries[id];
        string state = await query.AdvanceAsync(Objects, this);
        return new()
        {
            ["QueryExecution"] = new JsonObject
            {
                ["QueryExecutionId"] = id,
                ["Status"] = new JsonObject { ["State"] = state, ["AthenaError"] = state == "FAILED" ? new JsonObject { ["Retryable"] = false, ["ErrorMessage"] = "no such column" } : null },
                ["Statistics"] = new JsonObject { ["DataScannedInBytes"] = 10_000_000 },
            },
        };
    }

    private JsonObject Stop(string id)
    {
        queries[id].Stop();
        return [];
    }

    /// <summary>Changes a page of results before it is sent, its header row included.</summary>
    public Action<JsonArray> ChangeRows { get; set; } = static _ => { };

    private JsonObject Results(JsonNode input)
    {
        string[] values = queries[(string)input["QueryExecutionId"]!].Values!;
        int from = input["NextToken"] is { } token ? int.Parse((string)token!) : 0;
        var rows = new JsonArray([.. new[] { "object_path" }.Concat(values).Skip(from).Take(PageSize).Select(value => new JsonObject { ["Data"] = new JsonArray(new JsonObject { ["VarCharValue"] = value }) })]);
        ChangeRows(rows);
        JsonObject answer = new() { ["ResultSet"] = new JsonObject { ["Rows"] = rows } };
        if (from + PageSize < values.Length + 1)
        {
            answer["NextToken"] = $"{from + PageSize}";
        }

        return answer;
    }

    /// <summary>A table's partitions.</summary>
    public IEnumerable<JsonObject> PartitionsOf(string table) => Partitions.Where(partition => partition["TableName"] is not { } name || (string?)name == table);

    private JsonObject ListPartitions(JsonNode input)
    {
        int segment = (int)input["Segment"]!["SegmentNumber"]!;
        int total = (int)input["Segment"]!["TotalSegments"]!;
        JsonObject[] mine = [.. PartitionsOf((string)input["TableName"]!).Where((_, i) => i % total == segment)];
        int from = input["NextToken"] is { } token ? int.Parse((string)token!) : 0;
        JsonObject answer = new() { [nameof(Partitions)] = new JsonArray([.. mine.Skip(from).Take(2).Select(partition => partition.DeepClone())]) };
        if (from + 2 < mine.Length)
        {
            answer["NextToken"] = $"{from + 2}";
        }

        return answer;
    }

    private sealed class Query(string sql)
    {
        private readonly SemaphoreSlim turn = new(1);
        private string state = "QUEUED";

        public string[]? Values { get; private set; }

        public async Task<string> AdvanceAsync(LocalTables? objects, LocalAws aws)
        {
            await turn.WaitAsync();
            try
            {
                string now = state;
                if (state == "QUEUED")
                {
                    state = "RUNNING";
                }
                else if (state == "RUNNING")
                {
                    await RunAsync(objects, aws);
                }

                return now;
            }
            finally
            {
                turn.Release();
            }
        }

        private async Task RunAsync(LocalTables? objects, LocalAws aws)
        {
            try
            {
                if (objects is not null)
                {
                    await objects.ShowAsync(sql, aws);
                }

                Values = [.. Foreign.Sql(TrinoToDuckDb.Translate(sql)).Select(row => row[0]!)];
                state = aws.Fails(sql) ? "FAILED" : "SUCCEEDED";
            }
            catch (Exception failure) when (failure is NotSupportedException or ForeignException)
            {
                Failure = failure;
                state = "FAILED";
            }
        }

        public Exception? Failure { get; private set; }

        public void Stop()
        {
            if (state is "QUEUED" or "RUNNING")
            {
                state = "CANCELLED";
            }
        }
    }
}

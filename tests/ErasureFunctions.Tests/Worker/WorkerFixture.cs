using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Access;
using Erasure.Aws.Tests.Servers;
using Erasure.Tests.Shared;
using ErasureFunctions.Tests.Hubs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Worker;

/// <summary>
/// The app in its worker process, with records in dynalite, a domain that erases at once, <c>orders</c>, one that refuses, <c>crm</c>, one that takes a while, <c>archive</c>, and one that bears three
/// calls at once, <c>slow</c>.
/// </summary>
public class WorkerFixture : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private ForeignServer? records;
    private WebApplication? domain;
    private FunctionsPlatform? platform;
    private Dictionary<string, string> environment = [];

    internal FunctionsPlatform Platform => platform!;

    /// <summary>Further variables of the worker's environment.</summary>
    internal Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the records are.</summary>
    internal Uri Records => records!.Url;

    /// <summary>A key with exactly these roles.</summary>
    internal static string KeyOf(Roles roles) => $"a key with the roles {(int)roles:D4}";

    /// <summary>Ends the server of the records.</summary>
    internal void LoseRecords()
    {
        records!.Dispose();
        records = null;
    }

    internal HttpRequestMessage Request(string method, string path, Roles? roles, JsonNode? body = null)
    {
        HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        if (roles is { } given)
        {
            request.Headers.Add(PresentedKey.Header, KeyOf(given));
        }

        return request;
    }

    internal Task<HttpResponseMessage> SendAsync(string method, string path, Roles? roles, JsonNode? body = null) => Platform.Http.SendAsync(Request(method, path, roles, body));

    public async Task InitializeAsync()
    {
        records = await ForeignServer.StartNodeAsync("dynalite-server.mjs");
        domain = await StartDomainAsync();
        string configuration = await ConfigureAsync("one");
        environment = new Dictionary<string, string>(Variables, StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ERASURE_CONFIG"] = configuration,
            ["ERASURE_MASTER_KEY"] = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
            ["ERASURE_DELETE_USER_ROUTE"] = "true",
            ["WEBSITE_AUTH_ENABLED"] = "True",
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        foreach (Roles roles in Callers)
        {
            environment[VariableOf(roles)] = KeyOf(roles);
        }

        await StartAsync();
    }

    /// <summary>Kills the worker and its platform as they are, and starts others on the same hub.</summary>
    internal async Task RestartAsync()
    {
        await Platform.DisposeAsync();
        await StartAsync();
    }

    /// <summary>Starts another worker on the same hub, with a platform of its own.</summary>
    internal async Task<FunctionsPlatform> StartAnotherAsync() => await FunctionsPlatform.StartAsync(
        PublishedApp.Folder,
        new Dictionary<string, string>(environment, StringComparer.Ordinal) { ["ERASURE_CONFIG"] = await ConfigureAsync("other") },
        await OpenHubAsync("other"));

    public async Task DisposeAsync()
    {
        if (platform is not null)
        {
            await platform.DisposeAsync();
        }

        if (domain is not null)
        {
            await domain.DisposeAsync();
        }

        records?.Dispose();
        Release();
        folder.Dispose();
    }

    /// <summary>Opens the task hub, with what is in it.</summary>
    /// <param name="worker">Who works on it, where others do too.</param>
    private protected virtual Task<TaskHub> OpenHubAsync(string? worker = null)
    {
        InMemoryOrchestrationService memory = new(NullLoggerFactory.Instance);
        return Task.FromResult(new TaskHub(memory, memory));
    }

    /// <summary>Lets go of what the hub is in.</summary>
    private protected virtual void Release()
    {
    }

    private async Task StartAsync() =>
        platform = await FunctionsPlatform.StartAsync(PublishedApp.Folder, environment, await OpenHubAsync());

    /// <summary>Every combination of roles that has a key.</summary>
    internal static IReadOnlyList<Roles> Callers { get; } = [Roles.Requester, Roles.Operator, Roles.Approver, Roles.Auditor, Roles.Operator | Roles.Approver, Roles.All];

    private static string VariableOf(Roles roles) => $"KEY_{(int)roles}";

    private async Task<string> ConfigureAsync(string worker)
    {
        string configuration = Path.Combine(folder.Path, $"{worker}.json");
        await File.WriteAllTextAsync(configuration, Configuration(records!.Url, domain!.Urls.Single(), worker).ToJsonString());
        return configuration;
    }

    private static JsonObject Configuration(Uri records, string domain, string worker) => new()
    {
        ["records"] = new JsonObject { ["dynamoDb"] = new JsonObject { ["table"] = "erasure", ["region"] = "eu-central-1", ["endpoint"] = records.GetLeftPart(UriPartial.Authority) } },
        ["mail"] = new JsonObject { ["from"] = "erasure@example.org" },
        ["server"] = new JsonObject
        {
            ["keys"] = new JsonArray([.. Callers.Select(roles => new JsonObject
            {
                ["variable"] = VariableOf(roles),
                ["roles"] = new JsonArray([.. roles.ToString().ToLowerInvariant().Replace("all", "requester, operator, approver, auditor", StringComparison.Ordinal).Split(", ").Select(role => JsonValue.Create(role))]),
            })]),
        },
        ["domains"] = new JsonArray(
            new JsonObject { ["name"] = "orders", ["admin"] = "orders@example.org", ["connector"] = new JsonObject { ["type"] = "http", ["url"] = domain } },
            new JsonObject { ["name"] = "crm", ["admin"] = "crm@example.org", ["connector"] = new JsonObject { ["type"] = "http", ["url"] = $"{domain}/crm" } },
            new JsonObject { ["name"] = "archive", ["admin"] = "archive@example.org", ["connector"] = new JsonObject { ["type"] = "http", ["url"] = $"{domain}/archive" } },
            new JsonObject
            {
                ["name"] = "slow",
                ["admin"] = "slow@example.org",
                ["limits"] = new JsonObject { ["concurrency"] = SlowCalls.Most },
                ["connector"] = new JsonObject { ["type"] = "http", ["url"] = $"{domain}/slow", ["headers"] = new JsonObject { [SlowCalls.Header] = worker } },
            }),
        ["lake"] = new JsonObject
        {
            ["s3"] = new JsonObject { ["bucket"] = "lake", ["region"] = "eu-central-1", ["endpoint"] = "http://127.0.0.1:9" },
            ["mappers"] = new JsonArray(JsonNode.Parse("""{ "id": "events", "prefix": "events", "format": "parquet", "identifiers": { "user_id": ["user_id"] } }""")),
        },
    };

    /// <summary>What the archive was asked under, in order.</summary>
    internal ConcurrentQueue<string> ArchiveKeys { get; } = new();

    /// <summary>What the slow domain was asked.</summary>
    internal SlowCalls Slow { get; } = new();

    private async Task<WebApplication> StartDomainAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication server = builder.Build();
        server.MapPost("/erasures", context => TypedResults.Text("""{"status": "erased", "count": 3}""", "application/json").ExecuteAsync(context));
        server.MapPost("/crm/erasures", context => TypedResults.Text("""{"error": "no"}""", "application/json", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context));
        server.MapPost("/archive/erasures", context =>
        {
            ArchiveKeys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
            context.Response.Headers.RetryAfter = "2";
            return TypedResults.Text("""{"status": "pending"}""", "application/json", statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
        });
        server.MapGet("/archive/erasures/{id}", context => TypedResults.Text("""{"status": "erased", "count": 7}""", "application/json").ExecuteAsync(context));
        server.MapPost("/slow/erasures", Slow.AnswerAsync);
        await server.StartAsync();
        return server;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Erasure.Api;
using Erasure.Aws;
using Erasure.Core.Configuration;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Mail;
using Erasure.Core.Settings;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using ErasureFunctions.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ErasureFunctions.Tests.Hosting;

/// <summary>The app as the platform starts it, up to the point where it would call the platform.</summary>
public sealed class AppTests : IDisposable
{
    private const string Configuration =
        """
        {
          "domains": [{ "name": "lake", "admin": "data@example.org", "connector": { "type": "lake" } }],
          "lake": { "s3": { "bucket": "lake" }, "mappers": [{ "id": "events", "prefix": "events", "format": "parquet", "identifiers": { "user_id": ["user_id"] } }] },
          "records": { "dynamoDb": { "table": "erasure", "region": "eu-central-1" } },
          "mail": { "from": "erasure@example.org" }
        }
        """;

    private readonly TempFolder folder = new();
    private readonly Dictionary<string, string?> environment = new(StringComparer.Ordinal)
    {
        ["ERASURE_API_KEY"] = new string('k', 32),
        ["ERASURE_MASTER_KEY"] = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]),
        ["ERASURE_MAIL_ENDPOINT"] = "https://erasure.communication.azure.com",
        ["ERASURE_AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/erasure-app",
        ["ERASURE_AWS_AUDIENCE"] = "api://tenant/erasure-aws",
        ["AWS_REGION"] = "eu-central-1",
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_function_finds_what_it_needs()
    {
        using IHost host = Build();
        using IServiceScope scope = host.Services.CreateScope();
        IReadOnlyList<IFunctionMetadata> functions = await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(AppContext.BaseDirectory);

        foreach (string type in functions.Select(function => function.EntryPoint![..function.EntryPoint!.LastIndexOf('.')]).Distinct())
        {
            Assert.NotNull(ActivatorUtilities.CreateInstance(scope.ServiceProvider, typeof(AppServices).Assembly.GetType(type, throwOnError: true)!));
        }

        foreach ((_, Func<IServiceProvider, ITaskActivity> make) in new DurableTaskRegistry().AddErasures().GetActivities())
        {
            Assert.NotNull(make(scope.ServiceProvider));
        }

        Assert.IsType<CommunicationMailTransport>(host.Services.GetRequiredService<IMailTransport>());
        Assert.IsType<WebIdentityCredentials>(host.Services.GetRequiredService<AWSCredentials>());
        Assert.Equal("RedactingServer", host.Services.GetRequiredService<IServer>().GetType().Name);
    }

    [Fact]
    public void Without_a_role_the_credentials_are_those_of_the_sdk()
    {
        environment["ERASURE_AWS_ROLE_ARN"] = "";
        using IHost host = Build();

        Assert.Null(host.Services.GetService<AWSCredentials>());
    }

    [Fact]
    public void A_key_is_needed_but_on_a_developers_machine()
    {
        environment["ERASURE_API_KEY"] = null;
        using IHost local = Build(isDevelopment: true);
        using IHost cloud = Build(isDevelopment: false);

        Assert.True(local.Services.GetRequiredService<ApiOptions>().IsOpen);
        Assert.False(cloud.Services.GetRequiredService<ApiOptions>().IsOpen);
    }

    [Fact]
    public void A_mail_service_is_needed_but_on_a_developers_machine()
    {
        environment["ERASURE_MAIL_ENDPOINT"] = "";
        using IHost local = Build(isDevelopment: true);

        Assert.IsType<NoMailService>(local.Services.GetRequiredService<IMailTransport>());
        Assert.Contains("ERASURE_MAIL_ENDPOINT", Assert.Throws<InvalidOperationException>(() => Build()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public void Users_are_named_in_urls_only_where_that_is_asked_for(string? setting, bool isServed)
    {
        environment["ERASURE_DELETE_USER_ROUTE"] = setting;
        using IHost host = Build();

        Assert.Equal(isServed, host.Services.GetRequiredService<ApiOptions>().DeleteUserRoute);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9", true)]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/", true)]
    public void The_platform_leaves_telemetry_to_the_app_only_where_the_app_exports(string? variable, string? value, bool exports)
    {
        environment[variable ?? "NONE"] = value;
        using IHost host = Build();

        Assert.Equal(exports, host.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.ContainsKey("WorkerOpenTelemetryEnabled"));
        Assert.Equal(exports, host.Services.GetService<TracerProvider>() is not null);
        Assert.Equal(exports, host.Services.GetService<MeterProvider>() is not null);
    }

    [Fact]
    public void Everything_is_kept_for_application_insights_and_nothing_added()
    {
        AzureMonitorExporterOptions exporter = new();
        TokenCredential credential = EntraIdentity.Of(isDevelopment: false, new HostEnvironment(environment.GetValueOrDefault)).Credential;

        PlatformTelemetry.Configure(exporter, "InstrumentationKey=00000000-0000-0000-0000-000000000000", credential);

        Assert.Equal((1f, null, false), (exporter.SamplingRatio, exporter.TracesPerSecond, exporter.EnableTraceBasedLogsSampler));
        Assert.Equal((false, false, false), (exporter.EnableLiveMetrics, exporter.EnableStandardMetrics, exporter.EnablePerformanceCounters));
        Assert.Same(credential, exporter.Credential);
    }

    [Theory]
    [InlineData("{}", "$.domains")]
    [InlineData("{", "can't be served")]
    [InlineData("""{"domains":[{"name":"crm","admin":"a@example.org","connector":{"type":"http","url":"https://crm.example.org"}}]}""", "$.records")]
    [InlineData("""{"domains":[{"name":"crm","connector":{"type":"http","url":"https://crm.example.org"}}],"lake":{"folder":"/lake","mappers":[]},"tpyo":1}""", "$.tpyo")]
    public void A_configuration_that_cant_be_served_is_told_at_start_on_one_line_which_the_platform_keeps(string json, string problem)
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Load(json));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Single(refused.Message.Split('\n', '\r'));
    }

    [Fact]
    public void Every_setting_that_is_read_is_described()
    {
        SortedSet<string> read = new(StringComparer.Ordinal);
        string? Note(string name)
        {
            read.Add(name);
            return environment.GetValueOrDefault(name);
        }

        using IHost host = Build(environment: Note);
        Assert.NotNull(host.Services.GetRequiredService<IMasterKey>());
        string documentation = string.Concat(new[] { "azure-functions", "configuration", "observability" }.Select(page => File.ReadAllText(Repository.PathOf("docs", $"{page}.md"))));
        JsonObject sample = JsonNode.Parse(File.ReadAllText(Repository.PathOf("local.settings.sample.json")))!["Values"]!.AsObject();

        Assert.Contains("ERASURE_MASTER_KEY", read);
        Assert.All(read.Concat(sample.Select(setting => setting.Key)), setting => Assert.Contains(setting, documentation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(24, null, 8, true)]
    [InlineData(8, null, 9, false)]
    [InlineData(8, "16", 9, true)]
    [InlineData(24, "4", 5, false)]
    [InlineData(null, null, 256, true)]
    [InlineData(null, "4", 5, false)]
    public void More_objects_at_work_than_the_platform_runs_activities_are_told_at_start(int? slots, string? setting, int objects, bool isServed)
    {
        environment["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"] = setting;
        File.WriteAllText(Path.Combine(folder.Path, "host.json"), slots is null ? """{ "version": "2.0" }""" : $$"""{ /* of a test */ "extensions": { "durableTask": { "maxConcurrentActivityFunctions": {{slots}} } } }""");
        string json = Configuration
            .Replace("\"mappers\"", $"\"job\": {{ \"concurrentOverall\": {objects} }}, \"mappers\"", StringComparison.Ordinal)
            .Replace("\"records\"", "\"operations\": { \"concurrentCalls\": 3 }, \"records\"", StringComparison.Ordinal);

        if (isServed)
        {
            Assert.Equal(objects, Load(json).Lake!.Job.ConcurrentOverall);
        }
        else
        {
            Assert.Contains("$.lake.job.concurrentOverall", Assert.Throws<InvalidOperationException>(() => Load(json)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("17", true)]
    [InlineData("16", false)]
    public void As_many_calls_at_once_as_the_platform_runs_activities_are_told_at_start(string setting, bool isServed)
    {
        environment["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"] = setting;

        if (isServed)
        {
            Assert.Equal(16, Load(Configuration).Operations.ConcurrentCalls);
        }
        else
        {
            Assert.Contains("$.operations.concurrentCalls", Assert.Throws<InvalidOperationException>(() => Load(Configuration)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/erasure-master-key)")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_master_key_that_isnt_one_is_refused_and_not_quoted(string? value)
    {
        environment["ERASURE_MASTER_KEY"] = value;

        using IHost host = Build();
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(host.Services.GetRequiredService<IMasterKey>);

        Assert.Contains("ERASURE_MASTER_KEY", refused.Message, StringComparison.Ordinal);
        Assert.True(value is null || !refused.Message.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_root_host_json_is_beside_the_app()
    {
        JsonElement host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json"))).RootElement;

        Assert.Equal("", host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    private IHost Build(bool isDevelopment = false, Func<string, string?>? environment = null)
    {
        HostEnvironment all = new(environment ?? this.environment.GetValueOrDefault);
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddErasureFunctions(Load(Configuration, all), isDevelopment, all);
        return builder.Build();
    }

    private ErasureConfiguration Load(string json, HostEnvironment? all = null)
    {
        File.WriteAllText(Path.Combine(folder.Path, "erasure.json"), json);
        return AppConfiguration.Load(folder.Path, all ?? new HostEnvironment(environment.GetValueOrDefault));
    }
}

using Erasure.Core.Settings;
using Erasure.Core.Telemetry;
using Erasure.Host.Tests.Cli;
using Erasure.Telemetry;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Telemetry;

public sealed class TelemetryCheckTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=api-key=x,other=y", "")]
    [InlineData("OTEL_SERVICE_NAME=", "")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY=2000", "")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "")]
    [InlineData("OTEL_OF_SOMEBODY_ELSE=?", "")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=foo", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=localhost:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=carrier-pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE=/nowhere", "OTEL_EXPORTER_OTLP_CERTIFICATE")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT=soon", "OTEL_EXPORTER_OTLP_TIMEOUT")]
    [InlineData("OTEL_BSP_MAX_QUEUE_SIZE=many", "OTEL_BSP_MAX_QUEUE_SIZE")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL=0", "OTEL_METRIC_EXPORT_INTERVAL")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=foo OTEL_METRIC_EXPORT_INTERVAL=0 OTEL_BSP_MAX_QUEUE_SIZE=many", "OTEL_BSP_MAX_QUEUE_SIZE OTEL_EXPORTER_OTLP_HEADERS OTEL_METRIC_EXPORT_INTERVAL")]
    public void What_the_sdk_doesnt_understand_is_told_by_variable(string set, string wrong)
    {
        Dictionary<string, string?> variables = new(StringComparer.Ordinal) { [Endpoint] = "http://127.0.0.1:9" };
        foreach (string[] variable in set.Split(' ').Select(one => one.Split('=', 2)))
        {
            variables[variable[0]] = variable[1];
        }

        IReadOnlyList<ConfigurationProblem> problems = TelemetryCheck.Run(new TelemetryConfiguration(), new HostEnvironment(variables.GetValueOrDefault, variables));

        Assert.Equal(wrong.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => $"(environment).{variable}"), problems.Select(problem => problem.Path));
        Assert.DoesNotContain(problems, problem => problem.Message.Contains("foo", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("serve")]
    public async Task Headers_that_are_none_are_refused_by_the_setting_that_names_them(string command)
    {
        using TempFolder folder = new();
        string variable = $"ERASURE_TEST_HEADERS_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, "foo");
        await File.WriteAllTextAsync(folder["erasure.json"], $$"""
            { "domains": [{ "name": "order", "admin": "a@b.example", "connector": { "type": "http", "url": "https://order.example" } }], "server": { "url": "http://127.0.0.1:0" },
              "telemetry": { "endpoint": "http://127.0.0.1:9", "headersVariable": "{{variable}}" } }
            """);

        CliResult result = await InProcess.RunAsync(command == "check" ? ["config", "check", folder["erasure.json"]] : ["serve", "--config", folder["erasure.json"]]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"$.telemetry.headersVariable: names a variable ({variable}) that holds no headers", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }
}

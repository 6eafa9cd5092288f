using Erasure.Core.Settings;

namespace Erasure.Core.Configuration;

/// <summary>What the Azure Functions app asks of a configuration beyond what holds everywhere: an instance of it may go at any moment, with its disk.</summary>
public static class FunctionsAppRules
{
    /// <summary>What is wrong, by path.</summary>
    public static IEnumerable<ConfigurationProblem> Check(ErasureConfiguration configuration)
    {
        if (configuration.Records is null)
        {
            yield return new("$.records", "must be given, since the Azure Functions app has no database of its own: write \"records\": { \"dynamoDb\": { \"table\": \"erasure\" } }");
        }

        if (configuration.Lake is { Folder: not null })
        {
            yield return new("$.lake.folder", "isn't kept by the Azure Functions app; use $.lake.s3");
        }

        if (configuration.Mail.Smtp is not null)
        {
            yield return new("$.mail.smtp", "isn't spoken by the Azure Functions app, which sends through Azure Communication Services (ERASURE_MAIL_ENDPOINT); leave it out");
        }

        if (configuration.Telemetry.Prometheus)
        {
            yield return new("$.telemetry.prometheus", "isn't served by the Azure Functions app, whose instances come and go; use $.telemetry.endpoint or Application Insights");
        }

        if (configuration.Alerts is not null)
        {
            yield return new("$.alerts", "is for the embedded server; in the Azure Functions app Azure's alert rules tell the same (docs/runbook.md)");
        }
    }
}

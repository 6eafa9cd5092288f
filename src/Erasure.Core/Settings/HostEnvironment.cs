using System.Collections;
using System.Globalization;

namespace Erasure.Core.Settings;

/// <summary>
/// Every environment variable that the product reads, as it is when the host starts; <c>docs/configuration.md</c> lists them. Nothing else of the product reads the environment, but libraries do:
/// AWS's and Azure's for credentials, OpenTelemetry's for <c>OTEL_</c> variables. A variable that is empty is as good as not set.
/// </summary>
/// <param name="find">Looks a variable up.</param>
/// <param name="standard">The <c>OTEL_</c> variables that are set; none where they aren't given.</param>
public sealed class HostEnvironment(Func<string, string?> find, IReadOnlyDictionary<string, string?>? standard = null)
{
    private const string StandardPrefix = "OTEL_";

    /// <summary><c>ERASURE_CONFIG</c>: name of the configuration file beside the Functions app.</summary>
    public string? ConfigurationFile => Text("ERASURE_CONFIG");

    /// <summary><c>ERASURE_MASTER_KEY</c>: the Functions app's master key, in base64.</summary>
    public string? MasterKey => Text("ERASURE_MASTER_KEY");

    /// <summary><c>ERASURE_MAIL_ENDPOINT</c>: address of the Communication Services resource by which the Functions app sends mails.</summary>
    public string? MailEndpoint => Text("ERASURE_MAIL_ENDPOINT");

    /// <summary><c>ERASURE_AWS_ROLE_ARN</c>: the role on AWS that trusts the Functions app's identity.</summary>
    public string? AwsRole => Text("ERASURE_AWS_ROLE_ARN");

    /// <summary><c>ERASURE_AWS_AUDIENCE</c>: the audience of the token by which that role trusts it.</summary>
    public string? AwsAudience => Text("ERASURE_AWS_AUDIENCE");

    /// <summary><c>AWS_REGION</c>: the region in which the Functions app asks for that role's keys.</summary>
    public string? AwsRegion => Text("AWS_REGION");

    /// <summary><c>AZURE_CLIENT_ID</c>: the Functions app's own managed identity, where it isn't the system's.</summary>
    public string? IdentityClient => Text("AZURE_CLIENT_ID");

    /// <summary><c>ERASURE_DELETE_USER_ROUTE</c>: the Functions app serves <c>DELETE /api/user/{id}</c>.</summary>
    public bool MayNameUsersInUrls => IsTrue("ERASURE_DELETE_USER_ROUTE");

    /// <summary>
    /// <c>AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions</c>: activities that the platform runs at once on an instance, in place of what <c>host.json</c> says.
    /// </summary>
    public int? MaxConcurrentActivities =>
        int.TryParse(Text("AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"), NumberStyles.None, CultureInfo.InvariantCulture, out int most) ? most : null;

    /// <summary><c>WEBSITE_AUTH_ENABLED</c>: Azure App Service stands in front of this process, and so vouches for who calls.</summary>
    public bool IsBehindEasyAuth => IsTrue("WEBSITE_AUTH_ENABLED");

    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>: where the Functions app sends telemetry beside a collector.</summary>
    public string? InsightsConnection => Text("APPLICATIONINSIGHTS_CONNECTION_STRING");

    /// <summary><c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>: the Functions app shows its identity there, where this is set to anything.</summary>
    public string? InsightsAuthentication => Text("APPLICATIONINSIGHTS_AUTHENTICATION_STRING");

    /// <summary><c>OTEL_EXPORTER_OTLP_ENDPOINT</c>: the collector, in place of what the configuration says.</summary>
    public string? Collector => Text("OTEL_EXPORTER_OTLP_ENDPOINT");

    /// <summary><c>OTEL_SERVICE_NAME</c>: what telemetry calls this process.</summary>
    public string? ServiceName => Text("OTEL_SERVICE_NAME");

    /// <summary><c>ERASURE_FAILPOINT</c>: kills <c>erasure serve</c> and <c>erasure migrate</c> before or after a commit of the database, for tests: <c>before:17</c>, <c>after:17</c>.</summary>
    public string? Failpoint => Text("ERASURE_FAILPOINT");

    /// <summary>The <c>OTEL_</c> variables that are set, for OpenTelemetry's SDK.</summary>
    public IReadOnlyDictionary<string, string?> Standard { get; } = standard ?? new Dictionary<string, string?>();

    /// <summary>That of this process, as it is now.</summary>
    public static HostEnvironment Read()
    {
        Dictionary<string, string?> all = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            variable => (string)variable.Key, variable => (string?)variable.Value, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return new(all.GetValueOrDefault, all.Where(variable => variable.Key.StartsWith(StandardPrefix, StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>A variable that a setting of the configuration names, as it is; null where it isn't set.</summary>
    public string? Find(string name) => find(name);

    /// <summary>The same, but for one variable.</summary>
    public HostEnvironment With(string name, string value) => new(other => other == name ? value : find(other), Standard);

    /// <summary>The same, but that these are all <c>OTEL_</c> variables there are.</summary>
    public HostEnvironment WithStandard(IReadOnlyDictionary<string, string?> variables) =>
        new(name => name.StartsWith(StandardPrefix, StringComparison.Ordinal) ? variables.GetValueOrDefault(name) : find(name), variables);

    private string? Text(string name) => find(name) is { Length: > 0 } text ? text : null;

    private bool IsTrue(string name) => bool.TryParse(find(name), out bool isTrue) && isTrue;
}

using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Erasure.Host.Serving;

/// <summary>The variables that OpenTelemetry's SDK reads from a host's configuration, which holds nothing else of the environment here.</summary>
internal static class StandardVariables
{
    private const string Prefix = "OTEL_";

    public static void AddTo(IConfigurationBuilder configuration) => configuration.AddInMemoryCollection(
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value)));
}

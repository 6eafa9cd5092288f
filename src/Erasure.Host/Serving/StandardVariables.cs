using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Erasure.Host.Serving;

/// <summary>The variables that OpenTelemetry's SDK reads from a host's configuration, which holds nothing else of the environment here.</summary>
internal static class StandardVariables
{
    private const string Prefix = "OTEL_";

    /// <summary>Those that are set.</summary>
    public static IReadOnlyDictionary<string, string?> All() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => ((string)variable.Key).StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);

    public static void AddTo(IConfigurationBuilder configuration) => configuration.AddInMemoryCollection(All());
}

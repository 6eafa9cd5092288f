using Erasure.Core.Settings;
using Erasure.Core.Telemetry;

namespace Erasure.Telemetry;

/// <summary>Whether telemetry can be set up as the environment says: judged by the SDK that reads it, which is set up for a moment and sends nothing.</summary>
public static class TelemetryCheck
{
    private const string Guide = "https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/";

    /// <summary>Sets it up, and takes it down again.</summary>
    /// <param name="telemetry">The settings.</param>
    /// <param name="environment">The host's.</param>
    /// <returns>What is wrong: a variable as <c>(environment).OTEL_...</c>. No value is repeated, since some are secrets.</returns>
    public static IReadOnlyList<ConfigurationProblem> Run(TelemetryConfiguration telemetry, HostEnvironment environment)
    {
        IReadOnlyDictionary<string, string?> standard = environment.Standard;
        TrialSetup Try(Func<string, bool> isTaken) => TrialSetup.Of(telemetry, environment.WithStandard(standard.Where(variable => isTaken(variable.Key)).ToDictionary(StringComparer.Ordinal)));
        if (string.IsNullOrEmpty(standard.GetValueOrDefault(OtlpTarget.EndpointVariable)) && !Try(_ => false).IsDone)
        {
            return [new("$.telemetry.headersVariable", $"names a variable ({telemetry.HeadersVariable}) that holds no headers: write them as name=value,name=value")];
        }

        TrialSetup all = Try(_ => true);
        HashSet<string> wrong = [.. all.Ignored];
        if (!IsAddress(standard.GetValueOrDefault(OtlpTarget.EndpointVariable)))
        {
            wrong.Add(OtlpTarget.EndpointVariable);
        }

        if (!all.IsDone)
        {
            // The SDK doesn't say at which it stopped: each is tried beside the collector's address alone.
            wrong.UnionWith(standard.Keys.Where(name => !Try(other => other == name || other == OtlpTarget.EndpointVariable).IsDone));
        }

        return [.. wrong.Order(StringComparer.Ordinal).Select(Wrong)];
    }

    // What the SDK takes for an address may have no scheme that anything can be sent by: localhost:4317.
    private static bool IsAddress(string? text) =>
        string.IsNullOrEmpty(text) || (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps));

    private static ConfigurationProblem Wrong(string variable) => new(
        $"(environment).{variable}",
        variable == OtlpTarget.EndpointVariable ? "must be an absolute http or https address, such as http://localhost:4318" : $"holds what OpenTelemetry's SDK doesn't understand or can't use: correct it, or leave it unset ({Guide})");
}

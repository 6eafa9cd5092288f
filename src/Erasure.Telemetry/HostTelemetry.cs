using OpenTelemetry;

namespace Erasure.Telemetry;

/// <summary>What a host has of its own in the telemetry that is set up for every host.</summary>
public sealed record HostTelemetry
{
    /// <summary>Sources and meters that tell of requests; ASP.NET Core's, which hold nothing of a request that the host hasn't redacted.</summary>
    public IReadOnlyList<string> Requests { get; init; } = ["Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting"];

    /// <summary>It exports by itself, with a collector or without one.</summary>
    public bool Exports { get; init; }

    /// <summary>Adds to the providers that export; called once, where anything is exported.</summary>
    public Action<IOpenTelemetryBuilder> Extend { get; init; } = static _ => { };
}

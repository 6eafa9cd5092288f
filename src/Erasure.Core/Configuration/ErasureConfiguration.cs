using Erasure.Core.Alerts;
using Erasure.Core.Deadlines;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Mail;
using Erasure.Core.Operations;
using Erasure.Core.Records;
using Erasure.Core.Server;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Configuration;

/// <summary>The one configuration file (<c>erasure.json</c>). Durations are ISO 8601 (<c>PT5M</c>, <c>P7D</c>). <c>docs/configuration.md</c> describes every setting.</summary>
public sealed record ErasureConfiguration
{
    /// <summary>The parts of the organisation that hold personal data.</summary>
    public required IReadOnlyList<DomainConfiguration> Domains { get; init; }

    /// <summary>The data lake; a domain of connector <c>lake</c> erases in it.</summary>
    public LakeConfiguration? Lake { get; init; }

    /// <summary>Where the Azure Functions app keeps its records; the embedded server has a database of its own.</summary>
    public RecordsConfiguration? Records { get; init; }

    /// <summary>Mail.</summary>
    public MailConfiguration Mail { get; init; } = new();

    /// <summary>Whom the embedded server tells of what needs a human; nobody where it isn't given.</summary>
    public AlertConfiguration? Alerts { get; init; }

    /// <summary>Deadlines.</summary>
    public DeadlineConfiguration Deadlines { get; init; } = new();

    /// <summary>How often and how long the machinery tries, and how often it looks after itself.</summary>
    public OperationsConfiguration Operations { get; init; } = new();

    /// <summary>Where traces, metrics and logs go.</summary>
    public TelemetryConfiguration Telemetry { get; init; } = new();

    /// <summary>The server: where it listens, keeps its data, and who may call.</summary>
    public ServerConfiguration Server { get; init; } = new();
}

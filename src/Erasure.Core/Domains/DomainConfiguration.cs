using Erasure.Core.Limits;
using Erasure.Core.Settings;

namespace Erasure.Core.Domains;

/// <summary>One domain.</summary>
public sealed record DomainConfiguration
{
    /// <summary>Its name: lower-case letters, digits and dashes; part of instance ids.</summary>
    [Pattern("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "1 to 63 lower-case letters, digits and dashes, with a letter or digit at either end")]
    public required string Name { get; init; }

    /// <summary>Where its admin reads mail.</summary>
    [MailAddress]
    public required string Admin { get; init; }

    /// <summary>How it erases.</summary>
    public required ConnectorConfiguration Connector { get; init; }

    /// <summary>How an asynchronous domain is polled.</summary>
    public PollingConfiguration Polling { get; init; } = new();

    /// <summary>How much it is asked at once.</summary>
    public LimitsConfiguration Limits { get; init; } = new();
}

using Erasure.Core.Operations;
using Erasure.Core.Settings;

namespace Erasure.Core.Domains;

/// <summary>How an asynchronous domain is polled: the interval grows by the factor up to the maximum.</summary>
public sealed record PollingConfiguration
{
    /// <summary>Before the first check; default 5 minutes.</summary>
    [Lasts("PT0.1S", "P30D")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Each wait is this many times the one before; default 1.5.</summary>
    [Between(1, 10)]
    public double Backoff { get; init; } = 1.5;

    /// <summary>Longest wait between checks; default 6 hours. Submissions that are tried again have <see cref="OperationsConfiguration.MaxSubmissionRetry"/>.</summary>
    [Lasts("PT0.1S", "P30D")]
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromHours(6);
}

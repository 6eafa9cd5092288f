namespace Erasure.Core.Erasures.Parts;

/// <summary>How a domain is polled, retried and reminded.</summary>
public sealed record DomainTerms
{
    /// <summary>Before the first check.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Each wait is this many times the one before.</summary>
    public required double Backoff { get; init; }

    /// <summary>Longest wait between checks.</summary>
    public required TimeSpan MaxInterval { get; init; }

    /// <summary>Submissions of one attempt where trying again may help.</summary>
    public required int SubmissionAttempts { get; init; }

    /// <summary>Before the second submission.</summary>
    public required TimeSpan SubmissionRetry { get; init; }

    /// <summary>Longest wait between submissions; null in parts that began before there was one, where <see cref="MaxInterval"/> bounds both.</summary>
    public TimeSpan? MaxSubmissionRetry { get; init; }

    /// <summary>Reminders before the deadline.</summary>
    public required IReadOnlyList<TimeSpan> Reminders { get; init; }

    /// <summary>How often the admin of a failed domain is reminded.</summary>
    public required TimeSpan FailedReminder { get; init; }
}

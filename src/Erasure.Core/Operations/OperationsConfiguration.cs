using Erasure.Core.Settings;

namespace Erasure.Core.Operations;

/// <summary>How often and how long the machinery tries, and how often it looks after itself.</summary>
public sealed record OperationsConfiguration
{
    /// <summary>Submissions of one attempt where the domain says that trying again may help, the first included; default 5. The connector's own quick retries come on top of each.</summary>
    [Between(1, 100)]
    public int SubmissionAttempts { get; init; } = 5;

    /// <summary>Wait before the second submission, three times as long before each further one; default 5 minutes, so that five attempts outlast an outage of three hours.</summary>
    [Lasts("PT1S", "P7D")]
    public TimeSpan SubmissionRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest wait between submissions, however a domain is polled; default 6 hours.</summary>
    [Lasts("PT1S", "P30D")]
    public TimeSpan MaxSubmissionRetry { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Calls to domains at once, over all domains, by one process; default 16. One domain takes no more of them than it leaves to the others.</summary>
    [Between(1, 48)]
    public int ConcurrentCalls { get; init; } = 16;

    /// <summary>How often interrupted intakes and undelivered mails are looked after; default 1 minute.</summary>
    [Lasts("PT1S", "P1D")]
    public TimeSpan Sweep { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often every open erasure is compared with its orchestration; default 15 minutes, since a million of them take half a minute of one core.</summary>
    [Lasts("PT1S", "P7D")]
    public TimeSpan FullSweep { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How many open erasures may be without their orchestration at one comparison and still begin again by themselves; default 5. More are left to a human:
    /// the host may look into the wrong task hub or database.
    /// </summary>
    [Between(0, 1_000_000_000)]
    public int MostMissing { get; init; } = 5;

    /// <summary>How old an intake must be before it counts as interrupted; default 2 minutes, longer than any request lives.</summary>
    [Lasts("PT1S", "P1D")]
    public TimeSpan IntakeGrace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an idempotency key is remembered; default 90 days, beyond any deadline with its extension.</summary>
    [Lasts("P1D", "P3660D")]
    public TimeSpan IdempotencyMemory { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long after its start an ended orchestration's history is kept; default 180 days, twice what an extended erasure takes.</summary>
    [Lasts("P1D", "P3660D")]
    public TimeSpan KeepHistories { get; init; } = TimeSpan.FromDays(180);

    /// <summary>How long the masked record of a call to a domain is kept; default 30 days, as long as somebody may have to mend what failed.</summary>
    [Lasts("PT1H", "P3660D")]
    public TimeSpan KeepCalls { get; init; } = TimeSpan.FromDays(30);
}

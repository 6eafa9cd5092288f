namespace Erasure.Core.Alerts;

/// <summary>A kind of alert. <c>docs/runbook.md</c> says what each means, and what to do; on Azure alert rules of the same names look for it.</summary>
/// <param name="Name">Its name, and that of its section in the runbook.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Severity">1 where a person's data or a deadline is at stake, 2 where that is still to come.</param>
/// <param name="Every">How often at most it is told for each key.</param>
public sealed record AlertRule(string Name, string Title, int Severity, TimeSpan Every)
{
    /// <summary>A domain answered with a failure, and erasures wait for a human.</summary>
    public static AlertRule FailedErasure { get; } = Hourly("failed-erasure", "A domain failed to erase", 1);

    /// <summary>An unfinished erasure is due soon, or overdue.</summary>
    public static AlertRule DeadlineNear { get; } = new("deadline-near", "An unfinished erasure is due soon", 1, TimeSpan.FromDays(1));

    /// <summary>A domain is asked and asked, and finishes nothing.</summary>
    public static AlertRule StuckDomain { get; } = Hourly("stuck-domain", "A domain makes no progress", 2) with { IsState = true };

    /// <summary>Mails could not be delivered in the time that they had.</summary>
    public static AlertRule DeadOutbox { get; } = Hourly("dead-outbox", "Mails were given up", 2);

    /// <summary>Many requests or activities fail.</summary>
    public static AlertRule ErrorRate { get; } = Hourly("error-rate", "Many calls or runs fail", 2);

    /// <summary>Nothing looks after open erasures.</summary>
    public static AlertRule NoHeartbeat { get; } = Hourly("no-heartbeat", "The app says nothing", 1);

    /// <summary>Open erasures are without their workflow, too many to be begun again by themselves.</summary>
    public static AlertRule WorkflowsMissing { get; } = Hourly("workflows-missing", "Open erasures have no workflow", 1) with { IsState = true };

    /// <summary>A deletion job ended without having done all of it.</summary>
    public static AlertRule JobInPart { get; } = Hourly("job-in-part", "A deletion job ended in part", 2);

    /// <summary>Deletion jobs can't erase from an object.</summary>
    public static AlertRule ObjectRefused { get; } = Hourly("object-refused", "An object can't be erased from", 2);

    /// <summary>A data mapper's store can't be used, or its place isn't what the mapper says.</summary>
    public static AlertRule StoreUnreachable { get; } = Hourly("store-unreachable", "A data mapper's store can't be used", 2) with { IsState = true };

    /// <summary>Nothing can be written down: nothing is taken in, and nothing ends.</summary>
    public static AlertRule RecordsUnwritable { get; } = Hourly("records-unwritable", "Records can't be written", 1) with { IsState = true };

    /// <summary>The disk of the records is nearly full.</summary>
    public static AlertRule DiskNearlyFull { get; } = Hourly("disk-nearly-full", "The disk is nearly full", 1) with { IsState = true };

    /// <summary>An alert itself could not be delivered in the time that it had.</summary>
    public static AlertRule AlertUndelivered { get; } = Hourly("alert-undelivered", "Alerts were given up", 2);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        FailedErasure, DeadlineNear, StuckDomain, DeadOutbox, ErrorRate, NoHeartbeat, WorkflowsMissing,
        JobInPart, ObjectRefused, StoreUnreachable, RecordsUnwritable, DiskNearlyFull, AlertUndelivered,
    ];

    /// <summary>It is told when it begins and when it is over; otherwise each time that it happens.</summary>
    public bool IsState { get; init; }

    private static AlertRule Hourly(string name, string title, int severity) => new(name, title, severity, TimeSpan.FromHours(1));
}

namespace Erasure.Core.Alerts;

/// <summary>A kind of alert. <c>docs/runbook.md</c> says what each means, and what to do; on Azure alert rules of the same names look for it.</summary>
/// <param name="Name">Its name, and that of its section in the runbook.</param>
/// <param name="Title">What happened, in a few words.</param>
/// <param name="Severity">1 where a person's data or a deadline is at stake, 2 where that is still to come.</param>
/// <param name="Every">How often at most it is told for each key.</param>
/// <param name="Advice">What to do, in a sentence, for who hasn't the runbook at hand.</param>
public sealed record AlertRule(string Name, string Title, int Severity, TimeSpan Every, string Advice)
{
    /// <summary>A domain answered with a failure, and erasures wait for a human.</summary>
    public static AlertRule FailedErasure { get; } = Hourly("failed-erasure", "A domain failed to erase", 1, "Open the page: its code says what is wrong. Mend that, then try again there, or record what was done by hand.");

    /// <summary>An unfinished erasure is due soon, or overdue.</summary>
    public static AlertRule DeadlineNear { get; } = new("deadline-near", "An unfinished erasure is due soon", 1, TimeSpan.FromDays(1), "Open the page: finish the domain that is missing, or extend or close before the deadline.");

    /// <summary>A domain is asked and asked, and finishes nothing.</summary>
    public static AlertRule StuckDomain { get; } = Hourly("stuck-domain", "A domain makes no progress", 2, "Ask the domain's admin: it takes requests and finishes none.") with { IsState = true };

    /// <summary>Mails could not be delivered in the time that they had.</summary>
    public static AlertRule DeadOutbox { get; } = Hourly("dead-outbox", "Mails were given up", 2, "Look at the mail server's answers in the log; tell whoever wasn't told another way.");

    /// <summary>Many requests or activities fail.</summary>
    public static AlertRule ErrorRate { get; } = Hourly("error-rate", "Many calls or runs fail", 2, "Look into the log for what fails. What was accepted is on record, and goes on by itself.");

    /// <summary>Nothing looks after open erasures.</summary>
    public static AlertRule NoHeartbeat { get; } = Hourly("no-heartbeat", "The app says nothing", 1, "Look into the log for why the sweep fails; restart the host if it doesn't say.");

    /// <summary>Open erasures are without their orchestration, too many to be begun again by themselves.</summary>
    public static AlertRule WorkflowsMissing { get; } = Hourly("workflows-missing", "Open erasures have no workflow", 1, "Look whether the host has the right database. Nothing was touched.") with { IsState = true };

    /// <summary>A deletion job ended without having done all of it.</summary>
    public static AlertRule JobInPart { get; } = Hourly("job-in-part", "A deletion job ended in part", 2, "Open the report: it says what is still owed, and why.");

    /// <summary>Deletion jobs can't erase from an object.</summary>
    public static AlertRule ObjectRefused { get; } = Hourly("object-refused", "An object can't be erased from", 2, "Open the entry: it says which object, and what to do. Then retry or accept it.");

    /// <summary>A data mapper's store can't be used, or its place isn't what the mapper says.</summary>
    public static AlertRule StoreUnreachable { get; } = Hourly("store-unreachable", "Something is wrong with a data mapper", 2, "Ask /health/ready with a key: it says what is wrong with which mapper, and what to do.") with { IsState = true };

    /// <summary>Nothing can be written down: nothing is taken in, and nothing ends.</summary>
    public static AlertRule RecordsUnwritable { get; } = Hourly("records-unwritable", "Records can't be written", 1, "Make room on the disk, or look why the database can't be written; restore it if it is gone. A master key that is gone goes back before the host is stopped.") with { IsState = true };

    /// <summary>The disk of the records is nearly full.</summary>
    public static AlertRule DiskNearlyFull { get; } = Hourly("disk-nearly-full", "The disk is nearly full", 1, "Make room, or give the database a larger disk.") with { IsState = true };

    /// <summary>An alert itself could not be delivered in the time that it had.</summary>
    public static AlertRule AlertUndelivered { get; } = Hourly("alert-undelivered", "Alerts were given up", 2, "Look whether the channel still works, and at what waits for a human meanwhile.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertRule> All { get; } =
    [
        FailedErasure, DeadlineNear, StuckDomain, DeadOutbox, ErrorRate, NoHeartbeat, WorkflowsMissing,
        JobInPart, ObjectRefused, StoreUnreachable, RecordsUnwritable, DiskNearlyFull, AlertUndelivered,
    ];

    /// <summary>It is told when it begins and when it is over; otherwise each time that it happens.</summary>
    public bool IsState { get; init; }

    private static AlertRule Hourly(string name, string title, int severity, string advice) => new(name, title, severity, TimeSpan.FromHours(1), advice);
}

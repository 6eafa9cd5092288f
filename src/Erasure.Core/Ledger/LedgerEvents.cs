namespace Erasure.Core.Ledger;

/// <summary>The words of the ledger.</summary>
public static class LedgerEvents
{
    /// <summary>The request is on disk.</summary>
    public const string Received = "received";

    /// <summary>Its orchestration began.</summary>
    public const string Started = "started";

    /// <summary>Its orchestration began again from the records, after its instance had failed.</summary>
    public const string Restarted = "restarted";

    /// <summary>The same was asked for again while it ran; with a domain: that one is asked again because of it.</summary>
    public const string AskedAgain = "asked-again";

    /// <summary>The deadline was extended; details tell who, why, until when.</summary>
    public const string Extended = "extended";

    /// <summary>Someone asked to stop it.</summary>
    public const string CancelRequested = "cancel-requested";

    /// <summary>Someone asked to end it with something still owed.</summary>
    public const string CloseRequested = "close-requested";

    /// <summary>A domain took the request and works on it.</summary>
    public const string DomainSubmitted = "domain-submitted";

    /// <summary>A domain erased.</summary>
    public const string DomainErased = "domain-erased";

    /// <summary>A domain held nothing.</summary>
    public const string DomainNothingFound = "domain-nothing-found";

    /// <summary>A domain keeps data back, for a reason and perhaps until a date.</summary>
    public const string DomainWithheld = "domain-withheld";

    /// <summary>A domain failed, with a code.</summary>
    public const string DomainFailed = "domain-failed";

    /// <summary>Someone has a domain try again.</summary>
    public const string DomainRetried = "domain-retried";

    /// <summary>Someone did a domain's erasure, or says that nothing is owed.</summary>
    public const string DomainResolved = "domain-resolved";

    /// <summary>A domain was given up as the erasure was closed.</summary>
    public const string DomainClosed = "domain-closed";

    /// <summary>A domain was stopped as the erasure was canceled.</summary>
    public const string DomainCanceled = "domain-canceled";

    /// <summary>A domain's admin was reminded.</summary>
    public const string DomainReminded = "domain-reminded";

    /// <summary>The deadline passed with something still owed.</summary>
    public const string DeadlinePassed = "deadline-passed";

    /// <summary>Someone looked at whom it is about.</summary>
    public const string SubjectRevealed = "subject-revealed";

    /// <summary>A mail could not be delivered in the time that it had; details tell which.</summary>
    public const string MailGivenUp = "mail-given-up";

    /// <summary>Name of the detail of <see cref="MailGivenUp"/> that holds the mail's kind.</summary>
    public const string MailDetail = "mail";

    /// <summary>Name of the detail of <see cref="MailGivenUp"/> that says why, without an address.</summary>
    public const string MailReason = "why";

    /// <summary>The orchestration was terminated or purged through the management API.</summary>
    public const string Terminated = "terminated";

    /// <summary>It ended: everything done.</summary>
    public const string Completed = "completed";

    /// <summary>It ended: closed with something still owed.</summary>
    public const string Failed = "failed";

    /// <summary>It ended: canceled.</summary>
    public const string Canceled = "canceled";

    /// <summary>The identifiers are gone.</summary>
    public const string IdentifiersDestroyed = "identifiers-destroyed";

    /// <summary>The kinds of mail that were given up.</summary>
    public static IReadOnlyList<string> GivenUpMails(IEnumerable<LedgerEntry> timeline) =>
        [.. timeline.Where(entry => entry.Event == MailGivenUp).Select(entry => entry.Details?.GetValueOrDefault(MailDetail) ?? "unknown").Distinct(StringComparer.Ordinal)];

    private static readonly string[] Order =
    [
        Received, Started, Restarted, AskedAgain, Extended, CancelRequested, CloseRequested, DomainRetried, DomainSubmitted, DomainWithheld,
        DomainFailed, DomainReminded, DomainErased, DomainNothingFound, DomainResolved, DeadlinePassed, Terminated, DomainClosed,
        DomainCanceled, SubjectRevealed, Completed, Failed, Canceled, MailGivenUp, IdentifiersDestroyed,
    ];

    /// <summary>Which of two happenings of the same instant is told first: the one that can cause the other.</summary>
    internal static int OrderOf(string happening) => Array.IndexOf(Order, happening);
}

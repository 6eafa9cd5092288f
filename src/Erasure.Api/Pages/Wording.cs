using System.Globalization;
using Erasure.Core.Advice;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;
using Erasure.Core.Language;
using Erasure.Core.Ledger;

namespace Erasure.Api.Pages;

/// <summary>How states, times and outcomes read for people.</summary>
internal static class Wording
{
    public static Html Badge(ErasureState state, bool isOverdue) => state switch
    {
        ErasureState.Completed => Badge("Completed", "good"),
        ErasureState.Failed => Badge("Closed, not everything erased", "bad"),
        ErasureState.Canceled => Badge("Canceled", ""),
        ErasureState.ActionRequired => Badge(isOverdue ? "Overdue: action required" : "Action required", "bad"),
        _ when isOverdue => Badge("Overdue", "bad"),
        ErasureState.Withheld => Badge("Withheld", "warn"),
        _ => Badge("Under way", "warn"),
    };

    public static Html Badge(DomainState state) => state switch
    {
        DomainState.Erased => Badge("Erased", "good"),
        DomainState.NothingFound => Badge("Nothing found", "good"),
        DomainState.Resolved => Badge("Resolved by hand", "good"),
        DomainState.Failed => Badge("Failed", "bad"),
        DomainState.Closed => Badge("Given up", "bad"),
        DomainState.Withheld => Badge("Withheld", "warn"),
        DomainState.Canceled => Badge("Canceled", ""),
        DomainState.Submitted => Badge("Under way", "warn"),
        _ => Badge("Waiting", ""),
    };

    public static Html Badge(DomainCall call) => call.Outcome switch
    {
        "erased" or "nothing_found" => Badge(call.Outcome.Replace('_', ' '), "good"),
        "failed" => Badge("failed", "bad"),
        var word => Badge(word, "warn"),
    };

    public static string Result(DomainProgress progress) => progress switch
    {
        { Resolution: { } resolution } => $"{resolution.By}: {resolution.Note}",
        { Outcome: Outcome.Erased erased } => Joined(
            Counted(erased.Count, "erased", "erased"),
            Counted(erased.Objects, "object held them", "objects held them"),
            Counted(erased.Deleted, "whole object deleted", "whole objects deleted"),
            erased.IsUntold is true ? "not counted for this person alone, and maybe nothing of theirs" : null,
            erased.NotSearched?.Describe()),
        { Outcome: Outcome.NothingFound nothing } => nothing.NotSearched?.Describe() ?? "",
        { Outcome: Outcome.Withheld withheld } => Joined(
            withheld.Reason,
            withheld.Until is { } until ? $"until {Day(until)}" : null,
            Counted(withheld.Count, "row kept", "rows kept"),
            Counted(withheld.Objects, "object holds them", "objects hold them")),
        { Outcome: Outcome.Failed failed } => string.Join(": ", new[] { failed.Code, English.Sentences(OutcomeAdvice.Of(failed.Code)?.Meaning, failed.Detail) }.Where(text => text.Length > 0)),
        { Outcome: Outcome.Pending } => $"asked {English.Count(progress.Checks, "time")} how far it is",
        _ => "",
    };

    /// <summary>When an open domain is asked again, or what that depends on.</summary>
    public static string NextAttempt(DomainProgress progress) => progress switch
    {
        { NextAttemptAt: { } next } => Day(next),
        { State: DomainState.Failed or DomainState.Withheld } => "when somebody has it tried again",
        { State: DomainState.Waiting or DomainState.Submitted } => "now",
        _ => "",
    };

    /// <summary>The deadline, with how far it is away; of an erasure that has ended, how far it was.</summary>
    public static string Deadline(ErasureRecord erasure, DateTimeOffset now)
    {
        double days = (erasure.Deadline - (erasure.EndedAt ?? now)).TotalDays;
        string whole = English.Count((long)Math.Floor(Math.Abs(days)), "day");
        string distance = (days, erasure.EndedAt) switch
        {
            ( >= 1, null) => $"{whole} left",
            ( >= 0, null) => "less than a day left",
            ( > -1, null) => "passed",
            (_, null) => $"{whole} ago",
            ( >= 1, _) => $"ended {whole} before it",
            ( >= 0, _) => "ended before it",
            ( > -1, _) => "ended after it",
            _ => $"ended {whole} after it",
        };
        return $"{Day(erasure.Deadline)} ({distance})";
    }

    /// <summary>Which mails nobody got, and what is to be done about them; null where all were delivered.</summary>
    public static string? Undelivered(ErasureView view)
    {
        if (LedgerEvents.GivenUpMails(view.Timeline) is not { Count: > 0 } mails)
        {
            return null;
        }

        bool isPerson = mails.Any(mail => mail.StartsWith("requester-", StringComparison.Ordinal));
        return English.Sentences(
            $"not delivered: {string.Join(", ", mails.Select(Mail))}",
            isPerson && view.Erasure.IdentifiersDestroyedAt is not null ? "The person's address is destroyed: whoever took the request in has to tell them"
            : isPerson ? "Tell the person another way, which is still owed to them"
            : "Tell their readers another way",
            "Why is said below, under What happened");
    }

    public static string Day(DateTimeOffset time) => time.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A ledger word for people: <c>domain-erased</c> reads "Domain erased".</summary>
    public static string Event(string word)
    {
        string words = word.Replace('-', ' ');
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>Who decided, and why; which mail. Null where an entry tells neither.</summary>
    public static string? Decision(LedgerEntry entry)
    {
        string? Detail(string name) => entry.Details?.GetValueOrDefault(name);
        return Detail("by") is { } by ? $"{by}{(Detail("caller") is { } caller && caller != by ? $" ({caller})" : "")}: {Detail("note")}"
            : entry.Event == LedgerEvents.MailGivenUp ? English.Sentences(Mail(Detail(LedgerEvents.MailDetail) ?? ""), Detail(LedgerEvents.MailReason))
            : Detail("caller");
    }

    private static string Joined(params string?[] parts) => string.Join(", ", parts.OfType<string>());

    private static string? Counted(long? count, string one, string many) => count is { } number ? English.Count(number, one, many) : null;

    // A kind of mail, as the ledger names it.
    private static string Mail(string kind) => kind switch
    {
        "requester-received" => "to the person, that the request is in",
        "requester-extended" => "to the person, that it takes longer",
        "requester-withheld" => "to the person, what is kept back for now",
        "requester-completed" => "to the person, how it ended",
        "requester-failed" => "to the person, that not everything could be erased",
        "requester-canceled" => "to the person, that it was canceled",
        "admin-action-needed" => "to the admin, that the domain failed",
        "admin-reminder" => "to the admin, that the deadline is near",
        "admin-deadline-passed" => "to the admin, that the deadline has passed",
        "admin-still-waiting" => "to the admin, that it still waits",
        "admin-withheld" => "to the admin, that the domain keeps data back",
        "officer-stuck" => "to the privacy officer, that a domain is stuck",
        "officer-overdue" => "to the privacy officer, that the deadline has passed",
        "officer-ended" => "to the privacy officer, that it has ended",
        _ => "one that isn't known any more",
    };

    private static Html Badge(string text, string kind) => Html.Of($"""<span class="badge {kind}">{text}</span>""");
}

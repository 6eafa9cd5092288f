using System.Globalization;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;
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
        { Outcome: Outcome.Erased erased } => string.Join(", ", new[] { Counted(erased.Count, "erased"), Counted(erased.Deleted, "whole objects deleted"), erased.NotSearched?.Describe() }.OfType<string>()),
        { Outcome: Outcome.NothingFound nothing } => nothing.NotSearched?.Describe() ?? "",
        { Outcome: Outcome.Withheld withheld } => withheld.Until is { } until ? $"{withheld.Reason}, until {Day(until)}" : withheld.Reason,
        { Outcome: Outcome.Failed failed } => string.Join(": ", new[] { failed.Code, Sentences(OutcomeAdvice.Of(failed.Code)?.Meaning, failed.Detail) }.OfType<string>()),
        { Outcome: Outcome.Pending } => $"asked {progress.Checks.ToString("N0", CultureInfo.InvariantCulture)} times how far it is",
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

    public static string Deadline(DateTimeOffset deadline, DateTimeOffset now)
    {
        double days = (deadline - now).TotalDays;
        string distance = days switch
        {
            < -1 => $"{Math.Floor(-days)} days ago",
            < 0 => "passed",
            < 1 => "less than a day left",
            < 2 => "1 day left",
            _ => $"{Math.Floor(days)} days left",
        };
        return $"{Day(deadline)} ({distance})";
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
            : entry.Event == LedgerEvents.MailGivenUp ? Detail(LedgerEvents.MailDetail)
            : Detail("caller");
    }

    private static string? Sentences(params string?[] sentences) => string.Join(' ', sentences.OfType<string>()) is { Length: > 0 } text ? text : null;

    private static string? Counted(long? count, string what) => count is { } number ? $"{number.ToString("N0", CultureInfo.InvariantCulture)} {what}" : null;

    private static Html Badge(string text, string kind) => Html.Of($"""<span class="badge {kind}">{text}</span>""");
}

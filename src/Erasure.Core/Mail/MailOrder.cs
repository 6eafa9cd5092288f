using System.Text.Json;

namespace Erasure.Core.Mail;

/// <summary>A mail to be written: what it says, and which one it is. Holds no identifier and no address.</summary>
/// <param name="Kind">What it says, and to whom.</param>
/// <param name="Domain">Of which domain; null for the whole.</param>
/// <param name="Occurrence">Which of its kind: the attempt, the week; one mail is written for each.</param>
/// <param name="Facts">What it tells; see <see cref="MailFacts"/>.</param>
public sealed record MailOrder(MailKind Kind, string? Domain, string Occurrence, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>Identifies the mail within its erasure.</summary>
    internal string Key => $"{Domain ?? "-"}/{NameOf(Kind)}/{Occurrence}";

    /// <summary>The kind's name in reports and keys, such as <c>admin-reminder</c>.</summary>
    public static string NameOf(MailKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}

/// <summary>Names of what a mail may tell.</summary>
public static class MailFacts
{
    /// <summary>When it must be done.</summary>
    public const string Deadline = "deadline";

    /// <summary>Why it failed: a code.</summary>
    public const string Code = "code";

    /// <summary>Why: words of a human or a domain.</summary>
    public const string Reason = "reason";

    /// <summary>Until when something is withheld.</summary>
    public const string Until = "until";

    /// <summary>Since when it waits.</summary>
    public const string Since = "since";

    /// <summary>The domains and their states, a line each.</summary>
    public const string Domains = "domains";

    /// <summary>How it ended.</summary>
    public const string State = "state";

    /// <summary>The caller's reference.</summary>
    public const string Reference = "reference";
}

using System.Globalization;
using System.Text.Json;

namespace Erasure.Core.Mail;

/// <summary>A mail to be written: what it says, and which one it is. Holds no identifier and no address.</summary>
/// <param name="Kind">What it says, and to whom.</param>
/// <param name="Domain">Of which domain; null for the whole.</param>
/// <param name="Occurrence">Which of its kind: the attempt, the week; one mail is written for each.</param>
/// <param name="Facts">What it tells; see <see cref="MailFacts"/>.</param>
public sealed record MailOrder(MailKind Kind, string? Domain, string Occurrence, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>To which of those who asked it goes, counted from 0; 0 of a mail to somebody else.</summary>
    public int Recipient { get; init; }

    /// <summary>Identifies the mail within its erasure.</summary>
    internal string Key => $"{Domain ?? "-"}/{Name}";

    /// <summary>Which one it is of those of its domain.</summary>
    internal string Name => $"{NameOf(Kind)}/{Occurrence}{(Recipient == 0 ? "" : $"/{Recipient}")}";

    /// <summary>Which one of those alike it is: of a standstill the reminder, of a failure the attempt; null of a kind that comes once.</summary>
    internal int? Number => Kind switch
    {
        MailKind.AdminStillWaiting => NumberIn(Occurrence.Split('-')[^1]),
        MailKind.AdminActionNeeded or MailKind.AdminWithheld or MailKind.OfficerStuck => NumberIn(Occurrence.Split('-')[0]),
        _ => null,
    };

    /// <summary>How long before the deadline a reminder of it comes; null of other mails.</summary>
    internal int? HoursAhead => Kind == MailKind.AdminReminder ? NumberIn(Occurrence.Split('-')[^1].TrimEnd('h')) : null;

    /// <summary>The kind's name in reports and keys, such as <c>admin-reminder</c>.</summary>
    public static string NameOf(MailKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    private static int? NumberIn(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

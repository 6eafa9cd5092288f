using System.Globalization;
using Erasure.Core.Advice;
using Erasure.Core.Language;
using Erasure.Core.Server;
using Erasure.Core.Subjects;

namespace Erasure.Core.Mail;

/// <summary>Puts mails into words.</summary>
internal sealed class MailWriter(MailConfiguration settings, ServerConfiguration server)
{
    private const string Report = "We keep a report of what was done. To have it, please answer this mail and name the request below.";

    private const string Withheld = "A domain keeps data of an erasure back. It will be asked again on the date given, where that is to come; without one, the erasure stays open until its admin acts.";

    /// <summary>The mail, ready to go. The same record always gives the same mail.</summary>
    public MailMessage Write(string erasureId, MailRecord mail, string messageId, Sealed<string> to)
    {
        MailText text = TextOf(erasureId, mail.Order);
        return new MailMessage(messageId, mail.WrittenAt, to.Open(), text.Title, MailLayout.Text(text), MailLayout.Html(text)) { ReplyTo = settings.ReplyTo };
    }

    private MailText TextOf(string id, MailOrder order) => order.Kind switch
    {
        MailKind.RequesterReceived => new MailText
        {
            Title = "We have received your request to erase your data",
            Paragraphs = ["We have received your request and started to erase your personal data. We will write again when it is done.", .. Scope(order)],
            Facts = Known(("Request", id), ("To be done by", Date(order, MailFacts.Deadline)), ("Your reference", Fact(order, MailFacts.Reference))),
        },
        MailKind.RequesterExtended => new MailText
        {
            Title = "Erasing your data takes longer than planned",
            Paragraphs = ["We need more time for your request. The law (Art. 12(3) GDPR) allows three months from its receipt, and asks us to tell you why. You can complain to a supervisory authority, and seek a judicial remedy."],
            Facts = Known(("Request", id), ("New date", Date(order, MailFacts.Deadline)), ("Reason", Fact(order, MailFacts.Reason)), ("Your reference", Fact(order, MailFacts.Reference))),
        },
        MailKind.RequesterWithheld => new MailText
        {
            Title = "Some of your data are kept back for now",
            Paragraphs =
            [
                "Some of your personal data have not been erased: they are kept back for a legal reason. What was done in each of our systems so far is listed below.", .. Scope(order),
                "What is kept back until a date is decided on anew then, and we will write again when your request is done. You can complain to a supervisory authority, and seek a judicial remedy. Please answer this mail to learn more.",
            ],
            Facts = [.. Known(("Request", id), ("Your reference", Fact(order, MailFacts.Reference))), .. Done(order)],
        },
        MailKind.RequesterCompleted => Completed(id, order),
        MailKind.RequesterFailed => new MailText
        {
            Title = "Your data could not be erased everywhere",
            Paragraphs = ["We have ended your request, but some of your personal data could not be erased, or must be kept. Please answer this mail to learn more. You can complain to a supervisory authority, and seek a judicial remedy.", .. Scope(order), Report],
            Facts = [.. Known(("Request", id), ("Your reference", Fact(order, MailFacts.Reference))), .. Done(order)],
        },
        MailKind.RequesterCanceled => new MailText
        {
            Title = "Your request to erase your data was canceled",
            Paragraphs = ["Your request was canceled. What had been erased by then stays erased. If you didn't expect this, please answer this mail.", .. Scope(order), Report],
            Facts = [.. Known(("Request", id), ("Your reference", Fact(order, MailFacts.Reference))), .. Done(order)],
        },
        MailKind.AdminActionNeeded => Admin(id, order, $"Erasure failed{Again(order)}: your action is needed", "An erasure failed in your domain. It stays open until you have it tried again, or erase by hand and record that."),
        MailKind.AdminReminder => Admin(id, order, "Erasure not done yet: the deadline is near", "An erasure in your domain isn't done yet, and its deadline is near."),
        MailKind.AdminDeadlinePassed => Admin(id, order, "Erasure overdue: the deadline has passed", "The deadline of an erasure has passed, and your domain hasn't erased. Every further day is a breach of Art. 12(3) GDPR."),
        MailKind.AdminStillWaiting => Admin(id, order, $"Erasure still waits for you{(order.Number > 1 ? $", reminder {order.Number}" : "")}", "An erasure in your domain still waits for your action."),
        MailKind.AdminWithheld => Admin(id, order, $"Erasure withheld in your domain{Again(order)}", Withheld),
        MailKind.OfficerStuck when order.Facts.ContainsKey(MailFacts.Until) => Officer(id, order, $"Erasure withheld in domain {order.Domain}{Again(order)}", $"{Withheld} The person is told what is kept back, and why, once nothing else is owed, and at the deadline at the latest. Where the request named no address of theirs, you have to tell them until then (Art. 12(4) GDPR)."),
        MailKind.OfficerStuck => Officer(id, order, $"Erasure needs attention in domain {order.Domain}{Again(order)}", "A domain can't go on by itself. Its admin has been told."),
        MailKind.OfficerOverdue => Officer(id, order, "Erasure overdue", "The deadline of an erasure has passed, and something is still owed: every further day is a breach of Art. 12(3) GDPR. The page below shows which domain is missing, and why. Have its admin try again there, or record what was done by hand; or have whoever runs Erasure close it, which ends it with what is owed on record and tells the person."),
        MailKind.OfficerEnded => Officer(id, order, $"Erasure ended: {order.Facts.GetValueOrDefault(MailFacts.State)}{(Fact(order, MailFacts.Reference) is { Length: > 0 } reference ? $" ({reference})" : "")}", "An erasure has ended. The page below says how; its report, which is linked there and here, holds what each domain did, for your files."),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, "No words for this kind of mail."),
    };

    private static MailText Completed(string id, MailOrder order)
    {
        (string where, string systems, string each) = Fact(order, MailFacts.Unasked) is null ? ("", "Our systems", "each of our systems") : (" in the systems that were asked", "The systems that were asked", "each of these systems");
        (string title, string paragraph) = Fact(order, MailFacts.Result) switch
        {
            PersonalAccount.Erased => ($"Your data have been erased{where}", $"Your personal data have been erased{where}. What was done in {each} is listed below."),
            PersonalAccount.Searched => ($"Your request to erase your data is done{where}", $"{systems} were searched for your personal data, and whatever was found of you has been erased. They are listed below."),
            PersonalAccount.NothingFound => ($"We found no data of yours{where}", $"{systems} were searched for your personal data, and nothing was found. They are listed below."),
            _ => ($"Your request to erase your data is done{where}: what we did", $"Your request is done{where}. What was done in {each} is listed below; not all of it could be done and verified by our software. Please answer this mail to learn more."),
        };
        return new MailText
        {
            Title = title,
            Paragraphs = [paragraph, .. Scope(order), Report, "We now also delete this address and everything else that told us who you are; this is our last mail about your request."],
            Facts = [.. Known(("Request", id), ("Your reference", Fact(order, MailFacts.Reference))), .. Done(order)],
        };
    }

    private static IEnumerable<string> Scope(MailOrder order) => Fact(order, MailFacts.Unasked) switch
    {
        null => [],
        "1" => ["Your request is for some of our systems only: one other of ours is not part of it."],
        var unasked => [$"Your request is for some of our systems only: {unasked} others of ours are not part of it."],
    };

    // A line for each domain, as the ending writes them.
    private static IEnumerable<(string Name, string Value)> Done(MailOrder order) =>
        (Fact(order, MailFacts.Done) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2) is [var domain, var words] ? (domain, words) : (line, ""));

    private MailText Admin(string id, MailOrder order, string title, string paragraph) => new()
    {
        Title = $"{title} ({order.Domain})",
        Paragraphs = [paragraph, "This mail doesn't say whom it is about: the page below does, once you have signed in. That you looked is recorded."],
        Facts = FactsOf(id, order),
        Steps =
        [
            "Open the page below to see whom it is about and what your domain answered.",
            "Repair what is wrong and choose \"Try again\"; or erase by hand and choose \"It was done by hand\", with a note of what you did.",
            "Name the person nowhere: not in the note, not in an answer to this mail.",
        ],
        Link = PageOf(id, order.Domain),
    };

    private MailText Officer(string id, MailOrder order, string title, string paragraph) => new()
    {
        Title = title,
        Paragraphs = [paragraph],
        Facts = FactsOf(id, order),
        Link = PageOf(id, domain: null),
    };

    private string PageOf(string id, string? domain) => $"{PublicUrl}/erasures/{id}{(domain is null ? "" : $"/domains/{domain}")}";

    private string PublicUrl => (server.PublicUrl ?? server.Url).TrimEnd('/');

    private IReadOnlyList<(string Name, string Value)> FactsOf(string id, MailOrder order) => Known(
        ("Erasure", id),
        ("Domain", order.Domain),
        ("Deadline", Date(order, MailFacts.Deadline)),
        ("Reminder", ReminderOf(order)),
        ("Attempt", order.Number > 1 && order.Kind != MailKind.AdminStillWaiting ? $"{order.Number}: mails about the earlier ones were sent when they failed" : null),
        ("Waiting since", Date(order, MailFacts.Since)),
        ("Code", Fact(order, MailFacts.Code)),
        ("Which means", AdviceOf(order)?.Meaning),
        ("Remedy", AdviceOf(order)?.Remedy),
        ("What failed, and what to do", Fact(order, MailFacts.Failures) is { } failures ? string.Join('\n', failures.Split('\n').Select(failure => $"{PageOf(id, order.Domain)}#failure-{failure}")) : null),
        ("What is wrong", Fact(order, MailFacts.Detail)),
        ("Reason", Fact(order, MailFacts.Reason)),
        ("Withheld until", Date(order, MailFacts.Until)),
        ("Domains", Fact(order, MailFacts.Domains)),
        ("Not searched", Fact(order, MailFacts.NotSearched)),
        ("Report", order.Kind == MailKind.OfficerEnded ? $"{PublicUrl}/api/erasures/{id}/report (JSON)" : null),
        ("Reference", Fact(order, MailFacts.Reference)));

    private static string Again(MailOrder order) => order.Number > 1 ? $", attempt {order.Number}" : "";

    private static string? ReminderOf(MailOrder order) => order.Kind switch
    {
        MailKind.AdminStillWaiting => $"{order.Number}, since it began to wait",
        MailKind.AdminReminder when order.HoursAhead is { } hours => $"{(hours % 24 == 0 ? English.Count(hours / 24, "day") : English.Count(hours, "hour"))} before the deadline",
        _ => null,
    };

    private static OutcomeAdvice? AdviceOf(MailOrder order) => Fact(order, MailFacts.Code) is { } code ? OutcomeAdvice.Of(code) : null;

    private static IReadOnlyList<(string Name, string Value)> Known(params IEnumerable<(string Name, string? Value)> facts) =>
        [.. facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Name, fact.Value!))];

    private static string? Fact(MailOrder order, string name) => order.Facts.GetValueOrDefault(name);

    private static string? Date(MailOrder order, string name) =>
        DateTimeOffset.TryParse(Fact(order, name), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset at)
            ? at.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : null;
}

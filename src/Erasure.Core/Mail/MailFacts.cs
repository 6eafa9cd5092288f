using System.Globalization;
using Erasure.Core.Domains;

namespace Erasure.Core.Mail;

/// <summary>Names of what a mail may tell.</summary>
public static class MailFacts
{
    /// <summary>When it must be done.</summary>
    public const string Deadline = "deadline";

    /// <summary>Why it failed: a code.</summary>
    public const string Code = "code";

    /// <summary>What exactly failed, in a sentence of ours.</summary>
    public const string Detail = "detail";

    /// <summary>Why: words of a human or a domain.</summary>
    public const string Reason = "reason";

    /// <summary>Until when something is withheld.</summary>
    public const string Until = "until";

    /// <summary>Since when it waits.</summary>
    public const string Since = "since";

    /// <summary>The domains and their states, a line each.</summary>
    public const string Domains = "domains";

    /// <summary>What couldn't be searched, a line for each domain of which that holds.</summary>
    public const string NotSearched = "not-searched";

    /// <summary>How it ended.</summary>
    public const string State = "state";

    /// <summary>The reference of whom the mail goes to.</summary>
    public const string Reference = "reference";

    /// <summary>Ids of the entries in the adjudication list that are the cause, a line each.</summary>
    public const string Failures = "failures";

    /// <summary>Whether all was erased, or nothing found; see <see cref="PersonalAccount"/>.</summary>
    public const string Result = "result";

    /// <summary>What was done where, a line for each domain: its name, a colon, words for the person.</summary>
    public const string Done = "done";

    /// <summary>How many domains that are configured the request didn't go to; not there where it went to all.</summary>
    public const string Unasked = "unasked";

    /// <summary>Adds to how many of the configured domains the request didn't go.</summary>
    internal static void AddScope(Dictionary<string, string> facts, IReadOnlyList<string> asked, IReadOnlyList<DomainConfiguration> configured)
    {
        if (configured.Count(domain => !asked.Contains(domain.Name)) is > 0 and var unasked)
        {
            facts[Unasked] = unasked.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Adds what a domain said.</summary>
    internal static void Add(Dictionary<string, string> facts, Outcome? outcome)
    {
        switch (outcome)
        {
            case Outcome.Failed failed:
                facts[Code] = failed.Code;
                if (failed.Detail is { } detail)
                {
                    facts[Detail] = detail;
                }

                if (failed.Failures is { Count: > 0 } failures)
                {
                    facts[Failures] = string.Join('\n', failures);
                }

                break;
            case Outcome.Withheld withheld:
                facts[Reason] = withheld.Reason;
                facts[Until] = withheld.Until?.ToString("O") ?? "";
                break;
        }
    }
}

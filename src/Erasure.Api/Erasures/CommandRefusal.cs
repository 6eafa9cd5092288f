using Erasure.Api.Pages;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Api.Erasures;

/// <summary>Says why a command can't be done: the one reason that there is.</summary>
internal static class CommandRefusal
{
    /// <summary>A name that names the person.</summary>
    public const string Name = "holds an identifier of the person, and outlives them: give your own name, or a team's";

    /// <summary>A note that names the person.</summary>
    public const string Note = "holds an identifier of the person, or what lets one be guessed, and outlives them: say it without";

    /// <summary>Why the erasure's state doesn't allow it.</summary>
    /// <param name="view">The erasure as it is now.</param>
    /// <param name="command">The command, as routes name it.</param>
    /// <param name="domain">Of which domain; null for the whole.</param>
    public static string Explain(ErasureView view, string command, string? domain)
    {
        ErasureRecord erasure = view.Erasure;
        DomainProgress? part = view.Domains.FirstOrDefault(one => one.Domain == domain);
        return (command, part) switch
        {
            _ when erasure.State.IsOver() => $"The erasure has ended as {erasure.State}{(erasure.EndedAt is { } ended ? $" on {Wording.Day(ended)}" : "")}: nothing can be decided any more. Its report tells what was done.",
            (_, { } over) when over.State.IsOver() => $"The domain {over.Domain} is over already, as {over.State}{Since(over)}: there is nothing left to {command}.",
            ("retry", { State: DomainState.Submitted } asked) => $"The domain {asked.Domain} was asked{Since(asked)} and isn't done yet: it can be tried again once it has failed.",
            ("close", _) when !view.Domains.Any(one => one.State is DomainState.Failed or DomainState.Withheld) => "No domain has failed or is withheld, so that nothing can be closed yet: wait for its end, resolve what was done by hand, or cancel.",
            ("extend", _) when erasure.ExtensionReason is not null => $"The deadline was extended already, to {Wording.Day(erasure.Deadline)}: the law allows that once.",
            ("extend", _) when view.IsOverdue => $"The deadline has passed on {Wording.Day(erasure.Deadline)}: it can be extended before that alone.",
            _ => "The erasure has changed at this very moment: look at its status, and send it again if it still applies.",
        };
    }

    private static string Since(DomainProgress part) => part.UpdatedAt == default ? "" : $" on {Wording.Day(part.UpdatedAt)}";
}

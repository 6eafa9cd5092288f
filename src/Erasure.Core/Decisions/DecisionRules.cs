using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Decisions;

/// <summary>What a human's decision may hold: it outlives the identifiers.</summary>
internal static class DecisionRules
{
    private const int MaxName = 200;

    /// <summary>Stands for a caller's name that names the person.</summary>
    private const string NotKept = "(not kept: it names the person)";

    /// <summary>The name by which a caller is known, as far as it may be kept: people sign in by addresses, and may be the person.</summary>
    public static string? CallerOf(string? caller, Sealed<Subject> subject, IReadOnlyList<Sealed<string>>? requesters) => caller is null ? null
        : caller.Length > MaxName || IdentifierValue.Misleads(caller) || IdentifierGuard.Suggests(caller, subject, requesters) ? NotKept
        : caller;

    /// <summary>The decision, with as much of its caller's name as may be kept.</summary>
    public static HumanDecision Signed(HumanDecision decision, VaultedSubject? vaulted) => vaulted is null
        ? decision
        : decision with { Caller = CallerOf(decision.Caller, vaulted.Subject, vaulted.Addresses) };

    /// <summary>It has a name and, where one is needed, a note, and neither tells whom it is about.</summary>
    public static bool Admit(HumanDecision decision, VaultedSubject? vaulted, bool needsNote) => Judge(decision, vaulted, needsNote) == CommandResult.Accepted;

    /// <summary>The same, with what is in the way: first of all that the person is named, so that what is refused for another reason may be shown again.</summary>
    public static CommandResult Judge(HumanDecision decision, VaultedSubject? vaulted, bool needsNote)
    {
        CommandResult named = vaulted is not null && decision is { By: not null, Note: not null } ? Judge(decision, vaulted.Subject, vaulted.Addresses) : CommandResult.Accepted;
        return named == CommandResult.Accepted && DecisionForm.Check(decision, needsNote) is not null ? CommandResult.InvalidDecision : named;
    }

    /// <summary>Whether name or note tell whom it is about.</summary>
    public static CommandResult Judge(HumanDecision decision, Sealed<Subject> subject, IReadOnlyList<Sealed<string>>? requesters) =>
        IdentifierGuard.Suggests(decision.By, subject, requesters) ? CommandResult.NameNamesPerson
        : IdentifierGuard.Suggests(decision.Note, subject, requesters, partsOfNames: true) ? CommandResult.NoteNamesPerson
        : CommandResult.Accepted;
}

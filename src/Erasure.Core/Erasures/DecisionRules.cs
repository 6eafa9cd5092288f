using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures;

/// <summary>What a human's decision may hold: it outlives the identifiers.</summary>
internal static class DecisionRules
{
    private const int MaxName = 200;
    private const int MaxNote = 2_000;

    /// <summary>It has a name and, where one is needed, a note, and neither tells whom it is about.</summary>
    public static bool Admit(HumanDecision decision, VaultedSubject? vaulted, bool needsNote) =>
        !string.IsNullOrWhiteSpace(decision.By)
        && !(needsNote && string.IsNullOrWhiteSpace(decision.Note))
        && decision.By.Length <= MaxName
        && decision.Note.Length <= MaxNote
        && !IdentifierValue.Misleads(decision.By + decision.Note)
        && (vaulted is null
            || !(IdentifierGuard.Names(decision.By, vaulted.Subject, vaulted.RequesterEmail) || IdentifierGuard.Suggests(decision.Note, vaulted.Subject, vaulted.RequesterEmail)));
}

using Erasure.Core.Subjects;

namespace Erasure.Core.Decisions;

/// <summary>What a human's decision has to look like, whomever it is about.</summary>
public static class DecisionForm
{
    /// <summary>The field with the name.</summary>
    public const string By = "by";

    /// <summary>The field with the note.</summary>
    public const string Note = "note";

    private const int MaxName = 200;
    private const int MaxNote = 2_000;

    /// <summary>What is wrong first; null where nothing is.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="needsNote">It must have a note.</param>
    public static FieldProblem? Check(HumanDecision decision, bool needsNote = true) =>
        Check(By, decision.By, MaxName, isNeeded: true)
        ?? (IdentifierValue.HasControls(decision.By) ? new FieldProblem(By, "must not hold line ends or other control characters") : null)
        ?? Check(Note, decision.Note, MaxNote, needsNote);

    private static FieldProblem? Check(string field, string text, int most, bool isNeeded) =>
        isNeeded && string.IsNullOrWhiteSpace(text) ? new FieldProblem(field, "must not be empty")
        : text.Length > most ? new FieldProblem(field, $"must be at most {most} characters")
        : IdentifierValue.Misleads(text) ? new FieldProblem(field, "must not hold characters that can't be seen or that turn text around")
        : null;
}

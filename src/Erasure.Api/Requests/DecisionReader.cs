using System.Text.Json;
using Erasure.Core.Decisions;
using Erasure.Core.Subjects;

namespace Erasure.Api.Requests;

/// <summary>Reads what a human decided: <c>{by, note}</c>, or <c>{reason, by?}</c> for an extension.</summary>
internal static class DecisionReader
{
    public const int MaxNote = 2000;

    /// <summary>Who decided, where an extension doesn't say: the holder of the key.</summary>
    public const string Operator = "operator";

    /// <summary>What was decided why, or done, in words: it stays in the house.</summary>
    public const string Note = "note";

    /// <summary>Why the deadline is extended: the person is told.</summary>
    public const string Reason = "reason";

    private static readonly string[] Known = ["by", Note];
    private static readonly string[] KnownOfExtension = [Reason, "by"];

    public static HumanDecision? Read(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        string? by = fields.Text("by", IntakeReader.MaxText, required: true);
        string? note = fields.Text(Note, MaxNote, required: true);
        return problems.Count == 0 ? Checked(new HumanDecision(by!, note!), Note, problems) : null;
    }

    public static HumanDecision? ReadExtension(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, KnownOfExtension);
        string? reason = fields.Text(Reason, MaxNote, required: true);
        string? by = fields.Text("by", IntakeReader.MaxText);
        return problems.Count == 0 ? Checked(new HumanDecision(by ?? Operator, reason!), Reason, problems) : null;
    }

    private static HumanDecision? Checked(HumanDecision decision, string text, ICollection<FieldProblem> problems)
    {
        if (DecisionForm.Check(decision) is not { } wrong)
        {
            return decision;
        }

        problems.Add(wrong.Field == DecisionForm.Note ? wrong with { Field = text } : wrong);
        return null;
    }
}

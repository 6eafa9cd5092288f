using System.Text.Json;
using Erasure.Api.Requests;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Subjects;

namespace Erasure.Api.Failures;

/// <summary>Reads what a human states of an object: <c>{by, note, means, version}</c>.</summary>
internal static class AcceptanceReader
{
    public const string Means = "means";

    private const int MaxVersion = 1024;
    private const string HoldsNobody = "holds-nobody";
    private const string DealtWith = "dealt-with";

    private static readonly string[] Known = ["by", "note", Means, "version"];

    public static Acceptance? Read(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        string? by = fields.Text("by", IntakeReader.MaxText, required: true);
        string? note = fields.Text("note", DecisionReader.MaxNote, required: true);
        string? means = fields.TryGet(Means, out _) ? fields.Text(Means, IntakeReader.MaxText) : "";
        if (means is not (null or HoldsNobody or DealtWith))
        {
            fields.Report(Means, $"says what you state: '{HoldsNobody}' (the object, as it is, holds nobody: later jobs don't fail at it while its version is the same) or '{DealtWith}' (what was asked up to now was dealt with there: what is asked later fails at it again)");
        }

        string? version = fields.Text("version", MaxVersion);
        if (problems.Count == 0 && DecisionForm.Check(new HumanDecision(by!, note!)) is { } wrong)
        {
            problems.Add(wrong);
        }

        return problems.Count == 0 ? new Acceptance(new HumanDecision(by!, note!), means == HoldsNobody ? AcceptanceMeaning.HoldsNobody : AcceptanceMeaning.DealtWith, version) : null;
    }
}

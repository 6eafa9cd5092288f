using System.Globalization;
using System.Text.Json.Nodes;
using Erasure.Core.Advice;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Language;

namespace Erasure.Host.CommandLine;

/// <summary>The report of a dry run, for people: what couldn't be searched comes first, since what would go is told without it.</summary>
/// <param name="json">The report, as the API gives it.</param>
internal sealed class DryRunReport(JsonNode json)
{
    private const string Nothing = "Nothing could be searched.";

    private readonly JsonNode job = json["job"]!;

    private JsonNode[] Objects { get; } = [.. json["objects"]!.AsArray().Select(item => item!).OrderBy(item => (string?)item["key"], StringComparer.Ordinal)];

    private JsonNode[] LeftMappers { get; } = [.. json["mappers"]!.AsArray().Select(mapper => mapper!).Where(mapper => mapper["code"] is not null || mapper["reason"] is not null)];

    /// <summary>As the API gives it.</summary>
    public JsonNode Json => json;

    /// <summary>A real job leaves the match in the queue where there is a code.</summary>
    public int Exit => job["code"] is null && LeftMappers.Length == 0 ? ExitCode.Done
        : Total("objects") > Total("objectsFailed") ? ExitCode.Incomplete
        : ExitCode.Failed;

    /// <summary>Why nothing could be searched; null where something could be.</summary>
    public AnsweredError? Error => Exit == ExitCode.Failed
        ? new AnsweredError((string?)job["code"] ?? (string?)LeftMappers[0]["code"] ?? (string?)LeftMappers[0]["reason"] ?? "failed", English.Sentences(Left().DefaultIfEmpty(Nothing)))
        : null;

    /// <summary>Line by line.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (string left in Left())
        {
            yield return left;
        }

        string sum = string.Create(CultureInfo.InvariantCulture, $"{English.Count(Total("rowsErased"), "row")} would go, in {Total("objectsErased"):N0} of {English.Count(Total("objects"), "object")}. Nothing was changed.");
        yield return Exit switch
        {
            ExitCode.Failed => $"{Nothing} What would go isn't known. Nothing was changed.",
            ExitCode.Incomplete => $"In what could be searched: {sum}",
            _ => sum,
        };
        foreach (JsonNode item in Objects.Where(item => item["code"] is null && (IsFound(item) || !IsTold(item))))
        {
            string rows = item["rowsFound"] is { } found ? English.Count(found.GetValue<long>(), "row") : "all of it";
            yield return $"  {item["key"]}: {(IsFound(item) ? rows : (string)item["state"]!)}";
        }

        if (job["notSearched"]?.AsArray() is { Count: > 0 } mappers)
        {
            yield return $"Not searched, since none of these identifiers is theirs: {string.Join(", ", mappers.Select(mapper => (string)mapper!))}.";
        }
    }

    private IEnumerable<string> Left()
    {
        foreach (JsonNode mapper in LeftMappers)
        {
            string code = (string?)mapper["reason"] ?? (string)mapper["code"]!;
            yield return $"The mapper {mapper["mapper"]} couldn't be searched{(IsAsked(mapper) ? " everywhere" : "")} ({code}): {Why(code, (string?)mapper["detail"])}";
        }

        foreach (JsonNode item in Objects.Where(IsTold))
        {
            if ((string?)item["code"] is { } code)
            {
                yield return $"{item["key"]} couldn't be searched ({code}): {Why(code, (string?)item["detail"])}";
            }

            foreach (JsonNode? problem in item["problems"]?.AsArray() ?? [])
            {
                yield return $"{item["key"]} couldn't be asked by the column {problem!["column"]} ({problem["code"]}): compare the mapper's columns with those of the object.";
            }
        }
    }

    // One value is asked of columns of all kinds: where it could be asked of another, nothing is left.
    private bool IsTold(JsonNode item) => item["code"] is not null || (Exit != ExitCode.Done && item["problems"] is JsonArray { Count: > 0 });

    private static bool IsFound(JsonNode item) => (string?)item["state"] == "Found";

    private static bool IsAsked(JsonNode mapper) => Of(mapper["totals"], "objects") > Of(mapper["totals"], "objectsFailed");

    // The detail says what it is of this one; the advice is the same for all.
    private static string Why(string code, string? detail)
    {
        (string meaning, string remedy) = FailureAdvice.All.FirstOrDefault(advice => advice.Code == code) is { } known ? (known.Meaning, known.Remedy)
            : OutcomeAdvice.Of(code) is { } advice ? (advice.Meaning, advice.Remedy)
            : ("", "See the host's log for more.");
        string what = string.IsNullOrWhiteSpace(detail) ? meaning : detail;
        return English.Sentences(what, what.Contains(remedy, StringComparison.Ordinal) ? null : remedy);
    }

    private long Total(string name) => Of(job["totals"], name);

    private static long Of(JsonNode? totals, string name) => totals?[name]?.GetValue<long>() ?? 0;
}

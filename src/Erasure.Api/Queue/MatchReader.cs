using System.Text.Json;
using Erasure.Api.Requests;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Subjects;

namespace Erasure.Api.Queue;

/// <summary>Reads a match to queue: the shape is checked here, the sense by the queue.</summary>
internal static class MatchReader
{
    private const int MaxMappers = 1000;

    private static readonly string[] Known = ["value", "identifiers", "columns", "mappers", "acrossElements", "deadline"];
    private static readonly string[] Kinds = ["value", "identifiers", "columns"];
    private static readonly string[] KnownOfColumn = ["column", "value"];

    /// <returns>The match; null where <paramref name="problems"/> were found.</returns>
    public static MatchRequest? Read(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        string[] given = [.. Kinds.Where(name => fields.TryGet(name, out _))];
        if (given.Length != 1)
        {
            fields.Report(given.Length == 0 ? "value" : given[1], "must be the only one: give exactly one of value, identifiers and columns");
            return null;
        }

        (MatchKind kind, Dictionary<string, string> values) = given[0] switch
        {
            "value" => (MatchKind.Simple, Simple(fields)),
            "identifiers" => (MatchKind.Identifiers, Identifiers(fields, problems)),
            _ => (MatchKind.Composite, Columns(fields, problems)),
        };
        MatchRequest match = new()
        {
            Kind = kind,
            Values = new Sealed<Subject>(new Subject(values)),
            Mappers = fields.Texts("mappers", MaxMappers, 64),
            AcrossElements = fields.Flag("acrossElements") ?? false,
            Deadline = fields.Time("deadline"),
        };
        return problems.Count == 0 ? match : null;
    }

    private static Dictionary<string, string> Simple(JsonFields fields) =>
        fields.Text("value", IntakeReader.MaxText, required: true) is { } value ? new(StringComparer.Ordinal) { [""] = value } : [];

    private static Dictionary<string, string> Identifiers(JsonFields fields, ICollection<FieldProblem> problems)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (fields.TryGet("identifiers", out JsonElement element))
        {
            JsonFields identifiers = new(element, "identifiers", problems, known: null);
            foreach (string name in identifiers.Names)
            {
                if (identifiers.Text(name, IntakeReader.MaxText, required: true) is { } value)
                {
                    values.Add(name, value);
                }
            }
        }

        return values;
    }

    private static Dictionary<string, string> Columns(JsonFields fields, ICollection<FieldProblem> problems)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (!fields.TryGet("columns", out JsonElement element) || element.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new FieldProblem("columns", "must be an array of {\"column\": \"...\", \"value\": \"...\"}", "composite-columns"));
            return values;
        }

        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            JsonFields part = new(item, $"columns[{index}]", problems, KnownOfColumn);
            string? column = part.Text("column", IntakeReader.MaxText, required: true);
            string? value = part.Text("value", IntakeReader.MaxText, required: true);
            if (column is not null && value is not null && !values.TryAdd(column, value))
            {
                part.Report("column", "is there twice: a row can't hold two values in one column");
            }

            index++;
        }

        return values;
    }
}

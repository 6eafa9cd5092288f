using Erasure.Core.Lake.Mappers;
using Erasure.Core.Subjects;

namespace Erasure.Core.Deletion.Queue;

/// <summary>Finds everything that is wrong with a match, by the mappers there are. Messages never repeat a value.</summary>
internal sealed class MatchChecks(IReadOnlyList<DataMapper> mappers, TimeProvider time)
{
    private const int MaxParts = 20;

    private readonly Dictionary<string, DataMapper> byId = mappers.ToDictionary(mapper => mapper.Id, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<FieldProblem> Check(MatchRequest match)
    {
        List<FieldProblem> problems = [];
        CheckMappers(match, problems);
        IReadOnlyDictionary<string, string> values = match.Values.Open().Identifiers;
        switch (match.Kind)
        {
            case MatchKind.Simple:
                CheckValue("value", values.GetValueOrDefault(MatchValues.Any), problems);
                break;
            case MatchKind.Composite:
                CheckComposite(match, values, problems);
                break;
            default:
                CheckIdentifiers(match, values, problems);
                break;
        }

        if (match.AcrossElements && match.Kind != MatchKind.Composite)
        {
            problems.Add(new FieldProblem("acrossElements", "is for a composite match, by columns: leave it out"));
        }

        if (match.Deadline <= time.GetUtcNow())
        {
            problems.Add(new FieldProblem("deadline", "must be in the future"));
        }

        return problems;
    }

    private void CheckMappers(MatchRequest match, List<FieldProblem> problems)
    {
        if (match.Kind == MatchKind.Composite && match.Mappers is not { Count: 1 })
        {
            problems.Add(new FieldProblem("mappers", match.Mappers is { Count: > 1 }
                ? "must name one mapper only: a composite match is for the columns of one; queue one for each"
                : "must name a mapper: a composite match is for the columns of one", "composite-mapper"));
        }
        else if (match.Mappers is { Count: 0 })
        {
            problems.Add(new FieldProblem("mappers", "must name at least one mapper; leave it out for all of them"));
        }

        for (int i = 0; i < match.Mappers?.Count; i++)
        {
            if (!byId.ContainsKey(match.Mappers[i]))
            {
                problems.Add(new FieldProblem($"mappers[{i}]", "is not the id of a data mapper; GET /api/data-mappers lists them", "unknown-mapper"));
            }
            else if (match.Mappers.Take(i).Contains(match.Mappers[i], StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(new FieldProblem($"mappers[{i}]", "is there twice"));
            }
        }

        if (byId.Count == 0)
        {
            problems.Add(new FieldProblem("mappers", "can't be any: there is no data mapper yet", "unknown-mapper"));
        }
    }

    private void CheckComposite(MatchRequest match, IReadOnlyDictionary<string, string> values, List<FieldProblem> problems)
    {
        if (values.Count is 0 or > MaxParts)
        {
            problems.Add(new FieldProblem("columns", $"must have 1 to {MaxParts} columns with a value each", "composite-columns"));
        }

        DataMapper? mapper = match.Mappers is [var only] ? byId.GetValueOrDefault(only) : null;
        HashSet<string>? known = mapper is null ? null : [.. mapper.IdentifierColumns()];
        int i = 0;
        foreach ((string column, string value) in values)
        {
            if (known?.Contains(column) == false)
            {
                // The column isn't repeated: whoever swaps columns and values puts the person there.
                problems.Add(new FieldProblem($"columns[{i}].column", $"is not an identifier column of mapper {mapper!.Id}; there are: {string.Join(", ", known.Order(StringComparer.Ordinal))}", "unknown-column"));
            }

            CheckValue($"columns[{i}].value", value, problems);
            i++;
        }
    }

    private void CheckIdentifiers(MatchRequest match, IReadOnlyDictionary<string, string> values, List<FieldProblem> problems)
    {
        if (values.Count is 0 or > MaxParts)
        {
            problems.Add(new FieldProblem("identifiers", $"must have 1 to {MaxParts} identifiers, such as user_id"));
        }

        HashSet<string> known = [.. (match.Mappers?.Select(byId.GetValueOrDefault).OfType<DataMapper>() ?? byId.Values).SelectMany(mapper => mapper.Identifiers.Keys)];
        if (values.Count > 0 && !values.Keys.Any(known.Contains))
        {
            problems.Add(new FieldProblem("identifiers", known.Count == 0 ? "must have one that a mapper knows, and there is no such mapper" : $"must have one that a mapper knows: {string.Join(", ", known.Order(StringComparer.Ordinal))}", "unknown-identifier"));
        }

        foreach ((string name, string value) in values.Where(pair => known.Contains(pair.Key)))
        {
            CheckValue($"identifiers.{name}", value, problems);
        }
    }

    private static void CheckValue(string field, string? value, List<FieldProblem> problems)
    {
        if (IdentifierValue.WhatIsWrongWith(value) is { } wrong)
        {
            problems.Add(new FieldProblem(field, wrong));
        }
    }
}

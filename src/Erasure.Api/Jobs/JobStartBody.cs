using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Api.Queue;
using Erasure.Api.Requests;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Subjects;

namespace Erasure.Api.Jobs;

/// <summary>The wish for a job.</summary>
[Description("What a job is to do. An empty object asks for everything.")]
internal sealed record JobStartBody
{
    private const int MaxMappers = 1000;

    private static readonly string[] Known = ["mappers", "dryRun", "match"];

    [Description("Ids of the data mappers to work on; all where it isn't given. Matches for others stay queued.")]
    public IReadOnlyList<string>? Mappers { get; init; }

    [Description("Only tell what would go.")]
    public bool DryRun { get; init; }

    [Description("With dryRun: tell it of this match alone, which isn't queued for it. Says itself for which mappers it is.")]
    public MatchBody? Match { get; init; }

    /// <summary>The match, read.</summary>
    [JsonIgnore]
    public MatchRequest? Tried { get; init; }

    /// <returns>The wish; null where <paramref name="problems"/> were found.</returns>
    public static JobStartBody? Read(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        JobStartBody wish = new() { Mappers = fields.Texts("mappers", MaxMappers, 64), DryRun = fields.Flag("dryRun") ?? false };
        if (wish.Mappers is { Count: 0 })
        {
            fields.Report("mappers", "must name at least one mapper; leave it out for all of them");
        }

        return fields.TryGet("match", out JsonElement match) ? WithMatch(wish, match, fields, problems) : problems.Count == 0 ? wish : null;
    }

    private static JobStartBody? WithMatch(JobStartBody wish, JsonElement match, JsonFields fields, ICollection<FieldProblem> problems)
    {
        if (!wish.DryRun)
        {
            fields.Report("match", "is for a dry run: set dryRun, or queue it (POST /api/deletion-queue)");
        }

        if (wish.Mappers is not null)
        {
            fields.Report("mappers", "belong into match where there is one");
        }

        List<FieldProblem> within = [];
        MatchRequest? tried = MatchReader.Read(match, within);
        if (tried?.Deadline is not null)
        {
            within.Add(new FieldProblem("deadline", "is for a match that is queued: leave it out"));
        }

        foreach (FieldProblem problem in within)
        {
            problems.Add(InMatch(problem));
        }

        return problems.Count == 0 ? wish with { Tried = tried } : null;
    }

    /// <summary>A problem of the match as one of the wish.</summary>
    public static FieldProblem InMatch(FieldProblem problem) => problem with { Field = problem.Field == "(body)" ? "match" : $"match.{problem.Field}" };
}

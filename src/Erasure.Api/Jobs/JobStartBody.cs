using System.ComponentModel;
using System.Text.Json;
using Erasure.Api.Requests;
using Erasure.Core.Erasures;

namespace Erasure.Api.Jobs;

/// <summary>The wish for a job.</summary>
[Description("What a job is to do. An empty object asks for everything.")]
internal sealed record JobStartBody
{
    private const int MaxMappers = 1000;

    private static readonly string[] Known = ["mappers", "dryRun"];

    [Description("Ids of the data mappers to work on; all where it isn't given. Matches for others stay queued.")]
    public IReadOnlyList<string>? Mappers { get; init; }

    [Description("Only tell what would go.")]
    public bool DryRun { get; init; }

    /// <returns>The wish; null where <paramref name="problems"/> were found.</returns>
    public static JobStartBody? Read(JsonElement body, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        JobStartBody wish = new() { Mappers = fields.Texts("mappers", MaxMappers, 64), DryRun = fields.Flag("dryRun") ?? false };
        if (wish.Mappers is { Count: 0 })
        {
            fields.Report("mappers", "must name at least one mapper; leave it out for all of them");
        }

        return problems.Count == 0 ? wish : null;
    }
}

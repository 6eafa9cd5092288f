using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Reports;

/// <summary>A job as its report tells it, but for its objects, which may be very many.</summary>
/// <param name="Job">The job.</param>
/// <param name="Mappers">Its part in each mapper.</param>
/// <param name="Phases">How long each phase took, over all rounds; of those that are over.</param>
/// <param name="Cost">What it is estimated to have cost, or to cost where it is a dry run; null where no prices are configured.</param>
public sealed record JobReport(DeletionJob Job, IReadOnlyList<JobMapperReport> Mappers, IReadOnlyDictionary<string, TimeSpan> Phases, JobCost? Cost);

/// <summary>A job's part in one mapper.</summary>
/// <param name="Mapper">Its id.</param>
/// <param name="Format">Format of its objects.</param>
/// <param name="Code">Why it isn't done, as a code.</param>
/// <param name="Totals">What it came to; null until that is known.</param>
public sealed record JobMapperReport(string Mapper, string Format, string? Code, JobTotals? Totals)
{
    /// <summary>Why it couldn't be searched, as a code that says more: <c>bucket-not-found</c>; where <see cref="Code"/> is null, it is being tried again. Null where nothing is wrong.</summary>
    public string? Reason { get; init; }

    /// <summary>The same in words: where, what, and what to do. Holds no value.</summary>
    public string? Detail { get; init; }

    /// <summary>The rules by which its identifiers' columns were compared, by column; null where all were compared exactly.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Rules { get; init; }

    /// <summary>What was passed by on purpose, by place; null where nothing was.</summary>
    public IReadOnlyList<SkippedObjects>? Skipped { get; init; }

    internal static JobMapperReport Of(JobMapper mapper) => new(mapper.Mapper.Id, $"{mapper.Mapper.Format}".ToLowerInvariant(), mapper.Code, mapper.Totals)
    {
        Reason = mapper.Reason,
        Detail = mapper.Detail,
        Rules = mapper.TellRules(),
        Skipped = mapper.Skipped.Count > 0 ? mapper.Skipped : null
    };
}

/// <summary>What a job is estimated to cost.</summary>
/// <param name="Currency">Currency of the configured prices.</param>
/// <param name="Amount">Requests and bytes at those prices.</param>
public sealed record JobCost(string Currency, decimal Amount);

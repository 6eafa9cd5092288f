using System.ComponentModel;
using Erasure.Core.Erasures.Intake;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Batch;

/// <summary>The answer to one record of a batch.</summary>
[Description("The answer to one record of a batch.")]
internal sealed record BatchAnswer
{
    [Description("The line on which the record begins, from 1.")]
    public required long Line { get; init; }

    [Description("The line on which it ends, where that is another one.")]
    public long? LastLine { get; init; }

    [Description("What the record would have been answered with by itself: 202, 400, 409, 413, 503.")]
    public required int Status { get; init; }

    [Description("The erasure's id; the running one's where the record contradicts it.")]
    public string? Id { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    [Description("What is wrong, where the record was not taken in.")]
    public ProblemDetails? Problem { get; init; }

    public static BatchAnswer Of(long line, IntakeResult result) => result switch
    {
        IntakeResult.Accepted accepted => new() { Line = line, Status = 202, Id = accepted.Erasure.Id, Deadline = accepted.Erasure.Deadline },
        IntakeResult.Conflict conflict => Of(line, Problems.Problem.Conflict(conflict.Reason).ProblemDetails) with { Id = conflict.ErasureId },
        IntakeResult.Invalid invalid => Of(line, Problems.Problem.Invalid(invalid.Problems).ProblemDetails),
        _ => throw new InvalidOperationException($"The API has no answer for {result.GetType().Name}."),
    };

    public static BatchAnswer Of(long line, ProblemDetails problem) =>
        new() { Line = line, Status = problem.Status!.Value, Problem = problem };
}

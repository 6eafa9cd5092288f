using System.ComponentModel;

namespace Erasure.Api.Problems;

/// <summary>The shape of an error, for the OpenAPI document; <see cref="Problem"/> makes it.</summary>
[Description("Problem details (RFC 9457). They name fields and never repeat values.")]
internal sealed record ProblemBody
{
    [Description("urn:erasure:problem:, and a stable word.")]
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    [Description("What happened, and what to do.")]
    public string? Detail { get; init; }

    [Description("What is wrong, field by field, all of it.")]
    public IReadOnlyList<ErrorDetail>? Errors { get; init; }

    [Description("The erasure that the request contradicts.")]
    public string? ErasureId { get; init; }
}

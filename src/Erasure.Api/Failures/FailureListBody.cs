using System.ComponentModel;

namespace Erasure.Api.Failures;

/// <summary>A page of the adjudication list.</summary>
[Description("A page of objects that jobs can't erase from, by id.")]
internal sealed record FailureListBody(
    IReadOnlyList<FailureBody> Failures,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation);

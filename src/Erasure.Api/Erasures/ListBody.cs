using System.ComponentModel;

namespace Erasure.Api.Erasures;

/// <summary>A page of the list.</summary>
[Description("A page of erasures, newest first.")]
internal sealed record ListBody(
    IReadOnlyList<ErasureSummary> Erasures,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation,
    [property: Description("Address of the next page; absent on the last.")] string? Next);

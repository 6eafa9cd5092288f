using System.ComponentModel;

namespace Erasure.Api.Problems;

/// <summary>One thing that is wrong with a request.</summary>
[Description("One thing that is wrong with a request. Never holds a value.")]
internal sealed record ErrorDetail(
    [property: Description("The field's path, such as subject.user_id or domains[1]; a header's or a parameter's name.")] string Field,
    [property: Description("What is wrong, and what would be right.")] string Message,
    [property: Description("What is wrong as a stable word, where there is one.")] string? Code = null);

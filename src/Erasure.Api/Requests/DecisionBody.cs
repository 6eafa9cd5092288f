using System.ComponentModel;

namespace Erasure.Api.Requests;

/// <summary>The shape of a decision, for the OpenAPI document; <see cref="DecisionReader"/> reads it.</summary>
[Description("What a human decided. Neither field may hold an identifier of the person.")]
internal sealed record DecisionBody
{
    /// <summary>Such a body.</summary>
    public const string Example = """{"by":"Kim Doe","note":"Told by phone on Monday."}""";

    [Description("Who decided.")]
    public required string By { get; init; }

    [Description("Why, or what was done.")]
    public required string Note { get; init; }
}

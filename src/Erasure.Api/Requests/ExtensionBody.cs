using System.ComponentModel;

namespace Erasure.Api.Requests;

/// <summary>The shape of an extension, for the OpenAPI document; <see cref="DecisionReader"/> reads it.</summary>
[Description("Why the deadline is extended; the requester reads this.")]
internal sealed record ExtensionBody
{
    [Description("Why.")]
    public required string Reason { get; init; }

    [Description("Who decided; operator where it isn't given.")]
    public string? By { get; init; }
}

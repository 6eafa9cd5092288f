using System.ComponentModel;

namespace Erasure.Api.Requests;

/// <summary>The shape of a request, for the OpenAPI document; <see cref="IntakeReader"/> reads it.</summary>
[Description("A request to erase one person. Unknown fields are refused.")]
internal sealed record ErasureRequestBody
{
    [Description("The person: identifiers (user_id, email, ...) and their values.")]
    public required IReadOnlyDictionary<string, string> Subject { get; init; }

    [Description("Who asked; told of what happens.")]
    public RequesterBody? Requester { get; init; }

    [Description("Domains to erase in; all configured ones where it isn't given.")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("The caller's own reference, such as a ticket number; never an identifier of the person.")]
    public string? Reference { get; init; }

    [Description("When the person asked; now where it isn't given. The deadline runs from here.")]
    public DateTimeOffset? ReceivedAt { get; init; }
}

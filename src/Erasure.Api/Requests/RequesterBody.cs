using System.ComponentModel;

namespace Erasure.Api.Requests;

/// <summary>Who asked.</summary>
internal sealed record RequesterBody
{
    [Description("Address for mails to the person; sealed until it is a mail's To header.")]
    public required string Email { get; init; }
}

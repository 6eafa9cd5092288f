using System.ComponentModel;
using Erasure.Core.Deletion.Failures;

namespace Erasure.Api.Failures;

/// <summary>The shape of an acceptance, for the OpenAPI document; <see cref="AcceptanceReader"/> reads it.</summary>
[Description("What a human states of an object. No field may hold an identifier of a person.")]
internal sealed record AcceptanceBody
{
    [Description("Who decided.")]
    public required string By { get; init; }

    [Description("Why, or what was done.")]
    public required string Note { get; init; }

    [Description("holds-nobody: the object, as it is, holds nobody; later jobs don't fail at it while its version is the same, and name it as not searched. dealt-with: what was asked up to now was dealt with there; what is asked later fails at it again.")]
    public required AcceptanceMeaning Means { get; init; }

    [Description("The version that was looked at, as the entry shows it. Where the object has failed in another one since, nothing is recorded (409). Without it, the version that the entry shows now.")]
    public string? Version { get; init; }
}

using Erasure.Core.Decisions;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Pages;

/// <summary>What somebody typed into a form, so that it is there again where it is refused.</summary>
/// <param name="By">The name.</param>
/// <param name="Note">The note.</param>
internal sealed record TypedDecision(string By, string Note)
{
    /// <summary>Nothing.</summary>
    public static TypedDecision None { get; } = new("", "");

    /// <summary>What the form says.</summary>
    public static TypedDecision Of(IFormCollection form) => new(form[DecisionForm.By].ToString().Trim(), form[DecisionForm.Note].ToString().Trim());

    /// <inheritdoc/>
    public override string ToString() => nameof(TypedDecision);
}

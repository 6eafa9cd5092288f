using Erasure.Core.Decisions;

namespace Erasure.Core.Deletion.Failures;

/// <summary>What a human states of an object that jobs can't erase from.</summary>
/// <param name="Decision">Who states it, and why.</param>
/// <param name="Means">What is stated.</param>
/// <param name="Version">The version that was looked at; null for the one in which the last job saw the object.</param>
public sealed record Acceptance(HumanDecision Decision, AcceptanceMeaning Means, string? Version = null)
{
    /// <summary>Whether it can be stated of a failure as it is now.</summary>
    internal CommandResult Judge(ObjectFailure failure) =>
        Version is not null && Version != failure.ListedVersion ? CommandResult.OtherVersion
        : Means == AcceptanceMeaning.HoldsNobody && failure is { HoldsMatches: true } or { ListedVersion: null } or { Code: FailureAdvice.ObjectsMoved } ? CommandResult.WrongState
        : CommandResult.Accepted;
}

namespace Erasure.Core.Domains;

/// <summary>Objects that couldn't be searched for the person, and what a human stated of them. Nothing of this was verified.</summary>
/// <param name="HoldNobody">They hold nobody.</param>
/// <param name="DealtWith">What is there of this person was dealt with by hand.</param>
public sealed record NotSearched(long HoldNobody, long DealtWith)
{
    /// <summary>Both counts; null where there are no such objects.</summary>
    internal static NotSearched? Of(long holdNobody, long dealtWith) => holdNobody + dealtWith == 0 ? null : new NotSearched(holdNobody, dealtWith);
}

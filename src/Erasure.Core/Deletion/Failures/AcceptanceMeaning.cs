using System.Text.Json.Serialization;

namespace Erasure.Core.Deletion.Failures;

/// <summary>What a human states by accepting that jobs fail at an object.</summary>
public enum AcceptanceMeaning
{
    /// <summary>What was asked up to now has been dealt with there. What is asked later fails at it again, and so does a version that is written later.</summary>
    [JsonStringEnumMemberName("dealt-with")]
    DealtWith,

    /// <summary>The object, as it is, holds nobody. Later jobs don't fail at it for as long as its version is the same, and name it as not searched.</summary>
    [JsonStringEnumMemberName("holds-nobody")]
    HoldsNobody,
}

using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>A key to the API and what its holder may do.</summary>
public sealed record AccessKeyConfiguration
{
    /// <summary>Name of the environment variable that holds the key.</summary>
    [EnvironmentVariable]
    public required string Variable { get; init; }

    /// <summary>The roles of its holder.</summary>
    [Pattern("requester|operator|approver|auditor", "requester, operator, approver or auditor")]
    public required IReadOnlyList<string> Roles { get; init; }
}

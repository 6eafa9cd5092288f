using Erasure.Core.Settings;

namespace Erasure.Core.Server;

/// <summary>A key to the API and what its holder may do.</summary>
public sealed record AccessKeyConfiguration
{
    /// <summary>Name of the environment variable that holds the key.</summary>
    [EnvironmentVariable(IsHeader = true)]
    public required string Variable { get; init; }

    /// <summary>Its name in ledger and decisions, such as that of the system or team that holds it; <see cref="Variable"/> where it isn't given.</summary>
    [Pattern("[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}", "1 to 64 letters, digits, spaces, '.', '_' and '-'")]
    public string? Name { get; init; }

    /// <summary>The roles of its holder.</summary>
    [Pattern("requester|operator|approver|auditor", "requester, operator, approver or auditor")]
    public required IReadOnlyList<string> Roles { get; init; }
}

namespace Erasure.Api.Access;

/// <summary>The roles' names in configuration and claims: <c>requester</c>, <c>operator</c>, <c>approver</c>, <c>auditor</c>.</summary>
public static class RoleNames
{
    /// <summary>The role of that name, upper or lower case; none where there is no such role.</summary>
    public static Roles Read(string? name) => name?.ToLowerInvariant() switch
    {
        "requester" => Roles.Requester,
        "operator" => Roles.Operator,
        "approver" => Roles.Approver,
        "auditor" => Roles.Auditor,
        _ => Roles.None,
    };
}

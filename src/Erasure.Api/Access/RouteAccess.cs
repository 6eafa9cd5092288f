namespace Erasure.Api.Access;

/// <summary>Whom a route lets in. Roles alone mean: who has any of them.</summary>
public sealed record RouteAccess
{
    private readonly bool needsAll;

    private RouteAccess(Roles roles, bool needsAll)
    {
        Roles = roles;
        this.needsAll = needsAll;
    }

    /// <summary>Everyone, without credentials.</summary>
    public static RouteAccess Anyone { get; } = new(Roles.None, needsAll: false);

    /// <summary>The roles that it asks for; none where everyone may.</summary>
    public Roles Roles { get; }

    /// <summary>Who has any of the roles.</summary>
    public static RouteAccess FromRoles(Roles roles) => new(roles, needsAll: false);

    /// <summary>Who has all of the roles at once.</summary>
    public static RouteAccess AllOf(Roles roles) => new(roles, needsAll: true);

    /// <summary>Who has any of the roles.</summary>
    public static implicit operator RouteAccess(Roles roles) => FromRoles(roles);

    /// <summary>A caller with these roles may.</summary>
    public bool Admits(Roles caller) =>
        Roles == Roles.None || (needsAll ? (caller & Roles) == Roles : (caller & Roles) != Roles.None);

    /// <summary>For people: <c>anyone</c>, <c>any role</c>, <c>operator or auditor</c>, <c>operator and approver</c>.</summary>
    public override string ToString() =>
        Roles == Roles.None ? "anyone"
        : Roles == Roles.All && !needsAll ? "any role"
        : Roles.ToString().ToLowerInvariant().Replace(", ", needsAll ? " and " : " or ", StringComparison.Ordinal);
}

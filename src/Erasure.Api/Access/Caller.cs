namespace Erasure.Api.Access;

/// <summary>Who calls.</summary>
/// <param name="Roles">What they may do.</param>
/// <param name="Name">What they call themselves, where they signed in.</param>
public sealed record Caller(Roles Roles, string? Name);

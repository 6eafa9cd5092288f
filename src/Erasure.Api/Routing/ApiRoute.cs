using System.Diagnostics.CodeAnalysis;
using Erasure.Api.Access;
using Microsoft.AspNetCore.Builder;

namespace Erasure.Api.Routing;

/// <summary>A route of the API, as every host serves it.</summary>
/// <param name="Name">Unique: the operation's id in the OpenAPI document, and after <c>http-</c> the function's name on Azure.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Pattern">The whole path. A parameter is an id, or one of <see cref="RouteParameters"/>.</param>
/// <param name="Access">Whom it lets in.</param>
/// <param name="Handler">
/// Answers, as a minimal API's handler does: route parameters, services and the request as parameters, an <c>IResult</c> back. It reads headers, query and body itself, because the framework's binding
/// errors quote values.
/// </param>
public sealed record ApiRoute(string Name, string Method, [StringSyntax("Route")] string Pattern, RouteAccess Access, Delegate Handler)
{
    /// <summary>What the OpenAPI document says; a route without isn't in it.</summary>
    public Action<RouteHandlerBuilder>? Description { get; init; }

    /// <summary>The configuration wants it served; always, by default.</summary>
    public Func<ApiOptions, bool> IsServed { get; init; } = static _ => true;
}

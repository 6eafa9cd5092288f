using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>Asks of every endpoint what its <see cref="RouteAccess"/> says; of one without, such as the framework's own answer to a wrong method, that the caller be known.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessGate gate)
{
    private static readonly RouteAccess Known = Roles.All;

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is { } endpoint && gate.Refuse(context, endpoint.Metadata.GetMetadata<RouteAccess>() ?? Known) is { } refusal
            ? refusal.ExecuteAsync(context)
            : next(context);
}

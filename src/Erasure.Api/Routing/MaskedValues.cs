using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Routing;

/// <summary>Answers requests for a thing by an id that none can have, so that no handler sees it.</summary>
internal static class MaskedValues
{
    /// <summary>As a filter of a route.</summary>
    public static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.RouteValues.Values.Contains(RouteParameters.Masked)
            ? ValueTask.FromResult<object?>(Problem.NotFound("Nothing can have the id or the name in the path."))
            : next(context);
}

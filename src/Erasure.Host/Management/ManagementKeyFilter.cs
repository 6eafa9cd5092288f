using Erasure.Api.Access;
using Microsoft.AspNetCore.Diagnostics;

namespace Erasure.Host.Management;

/// <summary>Admits who presents the key as Durable Functions' clients do (<c>code</c>, <c>x-functions-key</c>), or as the API's do. Answers carry no problem details here: the original has none.</summary>
internal sealed class ManagementKeyFilter(ApiKeyGate gate) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpRequest request = context.HttpContext.Request;
        if (context.HttpContext.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return gate.Admits(request) || gate.Admits(request.Query["code"]) || gate.Admits(request.Headers["x-functions-key"])
            ? next(context)
            : ValueTask.FromResult<object?>(Results.StatusCode(StatusCodes.Status401Unauthorized));
    }
}

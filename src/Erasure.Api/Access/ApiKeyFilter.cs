using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Access;

/// <summary>Turns away who doesn't present the key. On every group of routes that operates on erasures.</summary>
internal sealed class ApiKeyFilter(ApiKeyGate gate) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (gate.Admits(context.HttpContext.Request))
        {
            return next(context);
        }

        context.HttpContext.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return ValueTask.FromResult<object?>(Problem.Unauthorized());
    }
}

using Erasure.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace Erasure.Api.Access;

/// <summary>Turns away what <see cref="OriginRule"/> calls foreign.</summary>
internal sealed class SameOriginGuard(RequestDelegate next, ApiOptions options)
{
    private readonly OriginRule origins = new(options);

    public Task InvokeAsync(HttpContext context) =>
        origins.IsForeign(context.Request) ? Problem.Foreign().ExecuteAsync(context) : next(context);
}

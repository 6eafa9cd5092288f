using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Erasure.Api.Problems;

/// <summary>Keeps every answer out of caches that its handler hasn't spoken about: references, notes and states are nobody else's.</summary>
internal static class NotStored
{
    public static void Use(IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            IHeaderDictionary headers = ((HttpResponse)state).Headers;
            headers.TryAdd(HeaderNames.CacheControl, "no-store");
            headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    });
}

using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Erasure.Api.Routing;

/// <summary>Names a request's span by its route, which holds no value, and says how it was answered.</summary>
internal static class RequestSpan
{
    /// <summary>As a middleware.</summary>
    public static Task DescribeAsync(HttpContext context, RequestDelegate next) =>
        DescribeAsync(context, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, next);

    /// <summary>Around what answers.</summary>
    public static async Task DescribeAsync(HttpContext context, string? route, RequestDelegate next)
    {
        Activity? span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (span is { IsAllDataRequested: true } && route is not null)
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }

        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            // The answer is made further out.
            span?.SetTag("error.type", failure.GetType().FullName);
            Answered(span, failure is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError);
            throw;
        }

        Answered(span, context.Response.StatusCode);
    }

    private static void Answered(Activity? span, int status)
    {
        span?.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span?.SetStatus(ActivityStatusCode.Error);
        }
    }
}
